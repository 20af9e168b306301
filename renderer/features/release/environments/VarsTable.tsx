import { Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useChangeRaw } from '../release-context.ts';
import type { Path, Raw } from '../text/raw.ts';
import { pairsFrom, pairsText } from './pairs.ts';

interface VarsTableProps {
  readonly path: Path;
  readonly vars: Raw;
  readonly environment: string;
}

export function VarsTable({ path, vars, environment }: VarsTableProps) {
  const change = useChangeRaw();
  const shown = pairsText(vars);
  const [draft, setDraft] = useState(shown);
  useEffect(() => setDraft(shown), [shown]);
  const keep = () => {
    if (draft === shown) return;
    const next = pairsFrom(draft);
    change(path, Object.keys(next).length > 0 ? next : undefined);
  };
  return (
    <Textarea
      label="Values"
      aria-label={`Values of ${environment}`}
      description="One name: value on each line; steps use them as {{ vars.name }}"
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.78rem' } }}
      maw={720}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={keep}
    />
  );
}
