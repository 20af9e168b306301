import { Textarea } from '@mantine/core';
import type { Path } from '#core/release/problems.ts';
import { useField } from '../shell/RawField.tsx';
import { recordOf } from '../text/raw.ts';
import { pairsFrom, pairsText } from './pairs.ts';

interface VarsTableProps {
  readonly path: Path;
  readonly environment: string;
}

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
      label="Values"
      aria-label={`Values of ${environment}`}
      description="One name: value on each line; steps use them as {{ vars.name }}"
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.78rem' } }}
      maw={720}
      value={value}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
