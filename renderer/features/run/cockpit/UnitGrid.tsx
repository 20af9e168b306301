import { useMemo } from 'react';
import type { HostName } from '#core/release/model.ts';
import type { UnitRef } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import type { GridPlace } from '#ui/grid/grid-layout.ts';
import { type GridCell, StateGrid } from '#ui/grid/StateGrid.tsx';
import { useRun, useRunState } from './cockpit-context.ts';
import { rowKeys } from './steps.ts';

/** Every unit of the run: hosts down, steps across. */
export function UnitGrid() {
  const state = useRunState();
  const selected = useRun((store) => store.selected);
  const select = useRun((store) => store.select);
  const { plan } = state;
  // The plan never changes while a run is open, so rows and columns are made once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const keys = useMemo(() => rowKeys(state), [plan]);
  const rows = useMemo(
    () => keys.map((key) => ({ key, label: key === '' ? 'No host' : key, quiet: key === '' })),
    [keys],
  );
  const columns = useMemo(
    () =>
      plan.steps.map((step, i) => ({
        key: step.id,
        number: i + 1,
        title: step.title,
        group: step.phase.title,
      })),
    [plan],
  );
  const places = useMemo(
    () => ({ rows: indexOf(keys), columns: indexOf(plan.steps.map((step) => step.id)) }),
    [keys, plan],
  );

  const cellAt = ({ row, column }: GridPlace): GridCell | null => {
    const step = plan.steps[column];
    const unit = step && state.units.get(step.id)?.get(keys[row] ?? '');
    if (!step || !unit) return null;
    const where = unit.ref.host === null ? '' : ` on ${unit.ref.host}`;
    const asked = unit.state === 'waiting' && state.questions.size > 0 && isAsked(state, unit.ref);
    return {
      state: asked ? 'needs you' : unit.state,
      word: unit.state,
      label: `${column + 1} ${step.title}${where}: ${unit.state}${unit.reason ? `, ${unit.reason}` : ''}${asked ? ', needs a person' : ''}`,
    };
  };
  const place = selected && {
    row: places.rows.get(selected.host ?? '') ?? 0,
    column: places.columns.get(selected.step) ?? 0,
  };
  const onSelect = ({ row, column }: GridPlace): void => {
    const step = plan.steps[column];
    const key = keys[row] ?? '';
    if (step) select({ step: step.id, host: key === '' ? null : (key as HostName) });
  };
  return (
    <StateGrid
      label="Hosts and steps"
      corner="Host"
      rows={rows}
      columns={columns}
      cellAt={cellAt}
      selected={place}
      onSelect={onSelect}
    />
  );
}

function isAsked(state: RunState, { step, host }: UnitRef): boolean {
  return [...state.questions.values()].some(
    ({ question }) =>
      question.about !== 'batch' && question.unit.step === step && question.unit.host === host,
  );
}

function indexOf(keys: readonly string[]): ReadonlyMap<string, number> {
  return new Map(keys.map((key, index) => [key, index]));
}
