import { Button, Checkbox, Group, Select } from '@mantine/core';
import { useMemo } from 'react';
import { useOfRun, useRun, useRunParts } from '#run/live/run-context.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import classes from './cockpit.module.css';
import { badUnits, type GridFilter, nextBad, tagsOf } from './grid-rows.ts';

interface GridBarProps {
  readonly filter: GridFilter;
  onChange(filter: GridFilter): void;
}

/** Chooses which hosts the grid shows, and leads to what is not ok. */
export function GridBar({ filter, onChange }: GridBarProps) {
  const { plan } = useRunParts('plan');
  const tags = useMemo(() => tagsOf(plan), [plan]);
  return (
    <Group className={classes.gridBar ?? ''} gap="sm" wrap="nowrap">
      {tags.length === 0 ? null : (
        <Select
          aria-label="Hosts shown"
          size="xs"
          w={160}
          searchable
          allowDeselect={false}
          data={[
            { value: '', label: 'All hosts' },
            ...tags.map((tag) => ({ value: tag, label: spelledLines(`tag ${tag}`) })),
          ]}
          value={filter.tag ?? ''}
          onChange={(tag) => onChange({ ...filter, tag: tag === '' ? null : tag })}
        />
      )}
      <Checkbox
        size="xs"
        label="Only what is not ok"
        checked={filter.onlyBad}
        onChange={() => onChange({ ...filter, onlyBad: !filter.onlyBad })}
      />
      <NextBad />
    </Group>
  );
}

/** Drawn apart: it changes with every step that ends. */
function NextBad() {
  const bad = useOfRun(badUnits);
  const selected = useRun((store) => store.selected);
  const select = useRun((store) => store.show.select);
  const goToNext = (): void => {
    const next = nextBad(
      bad.map(({ ref }) => ref),
      selected,
    );
    if (next) select(next);
  };
  return (
    <Button size="compact-xs" variant="default" disabled={bad.length === 0} onClick={goToNext}>
      {bad.length === 0 ? 'Nothing failed or unknown' : `Next of ${bad.length} not ok`}
    </Button>
  );
}
