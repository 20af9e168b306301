import { Group, Select } from '@mantine/core';
import { keysAt } from '#core/release/format/shape-at.ts';
import { SHELLS } from '#core/release/model.ts';
import type { Path } from '#core/release/problems.ts';
import { describeKey, labelKey } from '../records/field-words.ts';
import { useChangeRaw, useRaw } from '../release-context.ts';
import { type Raw, recordOf, textOf } from '../text/raw.ts';

interface Otherwise {
  readonly shell: string;
  readonly strict: string;
}

/** A step, a phase and an environment follow what is around them. */
export function asThe(around: 'phase' | 'environment' | 'release'): Otherwise {
  return { shell: `As the ${around}`, strict: `As the ${around}` };
}

interface ShellFieldsProps {
  /** A step, a phase, an environment or the release. */
  readonly of: Raw;
  /** What holds where nothing is chosen. */
  readonly otherwise: Otherwise;
  readonly onChange: (part: Raw) => void;
}

/** The same words at a step, a phase, an environment and the release. */
const KEYS = keysAt(['environments', '']);

function helpOf(name: 'shell' | 'strict'): string | undefined {
  const key = KEYS.get(name);
  return key && describeKey(key);
}

const STRICT = [
  { value: 'true', label: 'Ends the step (strict)' },
  { value: 'false', label: 'Does not end the step' },
];

/** What the text itself says at a place; a choice goes into the text at once. */
export function RawShellFields({ path, otherwise }: { readonly path: Path; readonly otherwise: Otherwise }) {
  const change = useChangeRaw();
  return (
    <ShellFields
      of={recordOf(useRaw(path))}
      otherwise={otherwise}
      onChange={(part) => {
        for (const [key, value] of Object.entries(part)) change([...path, key], value);
      }}
    />
  );
}

/** Which shell runs the commands, and what a line that fails in the middle of one does. */
export function ShellFields({ of, otherwise, onChange }: ShellFieldsProps) {
  return (
    <Group grow align="flex-start">
      <Select
        label={labelKey('shell')}
        description={helpOf('shell')}
        placeholder={otherwise.shell}
        clearable
        data={[...SHELLS]}
        value={textOf(of['shell']) || null}
        onChange={(value) => onChange({ shell: value ?? undefined })}
      />
      <Select
        label="A line that fails"
        description={helpOf('strict')}
        placeholder={otherwise.strict}
        clearable
        data={STRICT}
        value={textOf(of['strict']) || null}
        onChange={(value) => onChange({ strict: value === null ? undefined : value === 'true' })}
      />
    </Group>
  );
}
