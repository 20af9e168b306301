import { Collapse, Select, TextInput } from '@mantine/core';
import { type StoreApi, useStore } from 'zustand';
import { releaseStepOf } from '#core/plan/executor.ts';
import type { OutlinedStep } from '#core/plan/outline.ts';
import type { Typed } from '#ui/form/drafts.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import type { StartStore, TypedChoice } from './start-store.ts';

interface LaterStartProps {
  readonly store: StoreApi<StartStore>;
  readonly typed: Typed<TypedChoice>;
}

/** Where the run begins, and why what comes before is left out. */
export function LaterStart({ store, typed }: LaterStartProps) {
  const { from, leaveOutBecause } = useStore(store, ({ form }) => form);
  const steps = useStore(store, ({ prepared }) => prepared.answer?.plan?.steps);
  const { change, refresh } = useStore(store, ({ prepare }) => prepare);
  const type = (next: Partial<TypedChoice>): void => {
    typed.set((before) => ({ ...before, ...next }));
    change(next);
  };
  return (
    <>
      <Select
        label="Begin at (optional)"
        description="What comes before this step is left out, but for hold points, and is not undone by a backout"
        placeholder="The first step"
        clearable
        searchable
        data={choicesOf(steps ?? [], from)}
        value={from}
        onChange={(step) => {
          type({ from: step });
          void refresh();
        }}
      />
      <Collapse expanded={from !== null}>
        <TextInput
          label="Why what comes before is left out"
          description="Stands in the log and the report, with the operator's name"
          required
          value={leaveOutBecause}
          onChange={(event) => type({ leaveOutBecause: event.currentTarget.value })}
        />
      </Collapse>
    </>
  );
}

/** Steps as the release names them, each once. One that is chosen and no longer there stays to be seen. */
function choicesOf(steps: readonly OutlinedStep[], chosen: string | null) {
  const titles = new Map(steps.map((step) => [String(releaseStepOf(step)), step.of?.title ?? step.title]));
  if (chosen !== null && !titles.has(chosen)) titles.set(chosen, chosen);
  return [...titles].map(([value, label]) => ({ value, label: spelledLines(`${label} (${value})`) }));
}
