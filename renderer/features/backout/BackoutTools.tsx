import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type StoreApi, useStore } from 'zustand';
import type { ShownBackout } from '#contract/commands/backout.ts';
import { unitKey } from '#core/run/state.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import classes from './backout.module.css';
import type { BackoutStore } from './backout-store.ts';
import { StrikeForm } from './StrikeForm.tsx';

/** Above the list: how much it is, which hosts it is limited to, and striking several lines at once. */
export function BackoutTools({
  store,
  shown: { backout },
}: {
  readonly store: StoreApi<BackoutStore>;
  readonly shown: ShownBackout;
}) {
  const { leftOut, marks, read, shorten, mark } = useStore(store);
  const [asks, setAsks] = useState(false);
  const keys = backout.units.filter(({ struck }) => struck === null).map(unitKey);
  const chosen = keys.filter((key) => marks.selected.has(key));
  return (
    <div className={classes.tools}>
      <Checkbox
        size="xs"
        label={describeDone(backout)}
        disabled={keys.length === 0}
        checked={keys.length > 0 && chosen.length === keys.length}
        indeterminate={chosen.length > 0 && chosen.length < keys.length}
        onChange={(event) => mark.select(keys, event.currentTarget.checked)}
      />
      <Button size="xs" variant="default" disabled={chosen.length === 0} onClick={() => setAsks(true)}>
        {chosen.length === 0 ? 'Leave out…' : `Leave out ${formatCount(chosen.length, 'line')}…`}
      </Button>
      <TextInput
        size="xs"
        aria-label="Only on these hosts"
        placeholder="Only on these hosts: web1, or web and not canary"
        className={classes.limit ?? ''}
        value={leftOut.limit}
        onChange={(event) => shorten.limitTo(event.currentTarget.value)}
        onBlur={() => void read.compute()}
        onKeyDown={(event) => (event.key === 'Enter' ? void read.compute() : undefined)}
      />
      {asks && chosen.length > 0 ? (
        <StrikeForm
          label={`Why are ${formatCount(chosen.length, 'line')} not undone?`}
          action="Leave them out"
          onCancel={() => setAsks(false)}
          onStrike={async (reason) => {
            await shorten.strike(chosen, reason);
            setAsks(false);
          }}
        />
      ) : null}
    </div>
  );
}

function describeDone({ before, units, after }: ShownBackout['backout']): string {
  const struck = units.filter((line) => line.struck !== null).length;
  const around = before.length + after.length;
  return [
    `${formatCount(units.length - struck, 'undo')}`,
    ...(around === 0 ? [] : [`${formatCount(around, 'step')} before and after`]),
    ...(struck === 0 ? [] : [`${struck} left out`]),
  ].join(', ');
}
