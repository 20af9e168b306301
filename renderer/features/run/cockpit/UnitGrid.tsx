import { Menu } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { HostName } from '#core/release/model.ts';
import type { UnitRef } from '#core/run/events.ts';
import type { RunState, Unit } from '#core/run/state.ts';
import type { GridPlace, GridPoint } from '#ui/grid/grid-layout.ts';
import { type GridCell, StateGrid } from '#ui/grid/StateGrid.tsx';
import { spelledLines } from '#ui/output/output-text.ts';
import classes from './cockpit.module.css';
import { useRun, useRunState } from './cockpit-context.ts';
import { HostMenuItems } from './HostMenuItems.tsx';
import type { Sight } from './sight.ts';
import { rowKeys } from './steps.ts';
import { lookOfUnit, marksOf, sayOutOfSight } from './unit-words.ts';

interface OpenMenu {
  readonly unit: UnitRef;
  readonly at: GridPoint;
}

/** Every unit of the run: hosts down, steps across. */
export function UnitGrid() {
  const state = useRunState();
  const sight = useRun((store) => store.sight);
  const held = useRun((store) => store.held);
  const selected = useRun((store) => store.selected);
  const select = useRun((store) => store.select);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const { plan, excluded } = state;
  // The plan never changes while a run is open, so its rows and columns are named once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const keys = useMemo(() => rowKeys(state), [plan]);
  const rows = useMemo(() => keys.map((key) => rowOf(key, excluded)), [keys, excluded]);
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

  const unitAt = ({ row, column }: GridPlace): Unit | undefined => {
    const step = plan.steps[column];
    return step && state.units.get(step.id)?.get(keys[row] ?? '');
  };
  const cellAt = (place: GridPlace): GridCell | null => {
    const unit = unitAt(place);
    const step = plan.steps[place.column];
    return unit && step ? cellOf(unit, { state, sight, name: `${place.column + 1} ${step.title}` }) : null;
  };
  const place = selected && {
    row: places.rows.get(selected.host ?? '') ?? 0,
    column: places.columns.get(selected.step) ?? 0,
  };
  const onSelect = (wanted: GridPlace): void => {
    const unit = unitAt(wanted);
    if (unit) select(unit.ref);
  };
  const onRowMenu = (row: number, at: GridPoint): void => {
    const key = keys[row] ?? '';
    const ran = plan.steps.filter((step) => state.units.get(step.id)?.has(key));
    const step = ran.find(({ id }) => id === selected?.step) ?? ran[0];
    if (key === '' || !step) return;
    const unit = { step: step.id, host: key as HostName };
    select(unit);
    setMenu({ unit, at });
  };
  return (
    <>
      <StateGrid
        label="Hosts and steps"
        corner="Host"
        rows={rows}
        columns={columns}
        cellAt={cellAt}
        selected={place}
        onSelect={onSelect}
        onRowMenu={held && state.outcome === null ? onRowMenu : null}
      />
      <Menu
        opened={menu !== null}
        onChange={(opened) => (opened ? undefined : setMenu(null))}
        position="bottom-start"
        shadow="md"
        returnFocus
      >
        <Menu.Target>
          <button
            type="button"
            tabIndex={-1}
            aria-hidden
            className={classes['menuPoint']}
            style={{ left: menu?.at.x ?? 0, top: menu?.at.y ?? 0 }}
          />
        </Menu.Target>
        <Menu.Dropdown>{menu ? <HostMenuItems unit={menu.unit} /> : null}</Menu.Dropdown>
      </Menu>
    </>
  );
}

function rowOf(key: string, excluded: RunState['excluded']) {
  const quiet = key === '';
  return {
    key,
    label: quiet ? 'No host' : spelledLines(key),
    quiet,
    state: excluded.has(key as HostName) ? 'excluded' : null,
  };
}

interface CellSetting {
  readonly state: RunState;
  readonly sight: Sight;
  /** Of the step, with its number. */
  readonly name: string;
}

function cellOf(unit: Unit, { state, sight, name }: CellSetting): GridCell {
  const look = lookOfUnit(state, unit);
  const marks = marksOf(unit);
  const where = unit.ref.host === null ? '' : ` on ${unit.ref.host}`;
  const mark = marks.length === 0 ? null : marks.map(({ word }) => word).join(', ');
  const says = [
    mark === null ? look.word : `${look.word} ${mark}`,
    sayOutOfSight(state, sight, unit) ?? unit.reason,
    look.state === 'needs you' ? 'needs a person' : null,
    ...marks.map(({ says: known }) => known),
  ];
  return {
    ...look,
    label: spelledLines(`${name}${where}: ${says.filter(Boolean).join(', ')}`),
    mark,
  };
}

function indexOf(keys: readonly string[]): ReadonlyMap<string, number> {
  return new Map(keys.map((key, index) => [key, index]));
}
