import { Textarea } from '@mantine/core';
import type { Path } from '#core/release/problems.ts';
import { describeKey, labelKey } from '../records/field-words.ts';
import { useField } from '../shell/RawField.tsx';
import { recordOf } from '../text/raw.ts';
import { ENVIRONMENT_KEYS } from './host-fields.ts';
import { pairsFrom, pairsText } from './pairs.ts';

interface VarsTableProps {
  readonly path: Path;
  readonly environment: string;
}

const vars = ENVIRONMENT_KEYS.get('vars');

const PAIRS = {
  show: (value: unknown) => pairsText(recordOf(value)),
  read(text: string) {
    const pairs = pairsFrom(text);
    return Object.keys(pairs).length > 0 ? pairs : undefined;
  },
};

export function VarsTable({ path, environment }: VarsTableProps) {
  const { value, type } = useField(path, PAIRS);
  return (
    <Textarea
      label={labelKey('vars')}
      aria-label={`Values of ${environment}`}
      description={`${vars && describeKey(vars)}. One “name: value” on each line.`}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.78rem' } }}
      maw={720}
      value={value}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
