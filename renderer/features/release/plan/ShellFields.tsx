import { Group, Select } from '@mantine/core';
import { SHELLS } from '#core/release/model.ts';
import { type Raw, textOf } from '../text/raw.ts';

interface ShellFieldsProps {
  /** A step, a phase or an environment. */
  readonly of: Raw;
  /** What holds where nothing is chosen, such as "As the phase". */
  readonly otherwise: string;
  readonly onChange: (part: Raw) => void;
}

const STRICT = [
  { value: 'true', label: 'Ends the step (strict)' },
  { value: 'false', label: 'Does not end the step' },
];

/** Which shell runs the commands, and what a line that fails in the middle of one does. */
export function ShellFields({ of, otherwise, onChange }: ShellFieldsProps) {
  return (
    <Group grow align="flex-start">
      <Select
        label="Shell"
        description="Runs the commands on the host"
        placeholder={otherwise}
        clearable
        data={[...SHELLS]}
        value={textOf(of['shell']) || null}
        onChange={(value) => onChange({ shell: value ?? undefined })}
      />
      <Select
        label="A line that fails"
        description="Also a part of a pipe, by bash"
        placeholder={otherwise}
        clearable
        data={STRICT}
        value={textOf(of['strict']) || null}
        onChange={(value) => onChange({ strict: value === null ? undefined : value === 'true' })}
      />
    </Group>
  );
}
