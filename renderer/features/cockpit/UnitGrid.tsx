import { Menu, Text } from '@mantine/core';
import { memo, useCallback, useMemo, useState } from 'react';
import type { HostName } from '#core/release/model.ts';
import type { UnitRef } from '#core/run/events.ts';
import { type RunState, type Unit, unitKey } from '#core/run/state.ts';
import { describeWhy } from '#core/words/run/describe-reason.ts';
import { HostMenuItems } from '#run/actions/HostMenuItems.tsx';
import { type Heard, observedUntil } from '#run/live/heard.ts';
import { useOfRun, useOfView, useRun, useRunParts } from '#run/live/run-context.ts';
import { describeUnobserved, lookOfUnit, marksOf } from '#run/unit/unit-words.ts';
import type { GridCell, GridPlace, GridPoint, GridRow } from '#ui/grid/grid-layout.ts';
import { StateGrid } from '#ui/grid/StateGrid.tsx';
import { spelledLines } from '#ui/output/output-text.ts';
import classes from './cockpit.module.css';
import { badUnits, type GridFilter, keptRows } from './grid-rows.ts';
import { rowKeys } from './steps.ts';

interface OpenMenu {
  readonly unit: UnitRef;
  readonly at: GridPoint;
}

/** Every unit of the run: hosts down, steps across. */
export function UnitGrid({ filter }: { readonly filter: GridFilter }) {
  const state = useRunParts('plan', 'excluded', 'units', 'searching', 'rechecks', 'questions', 'outcome');
  const { searching, rechecks, questions, outcome } = state;
  const heard = useRun((store) => store.heard);
  const carriedOut = useOfView((view) => view.carriedOut);
  const selected = useRun((store) => store.selected);
  const select = useRun((store) => store.show.select);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const closeMenu = useCallback(() => setMenu(null), []);
  const { plan, excluded } = state;
  const all = useMemo(() => rowKeys(plan), [plan]);
  const bad = useOfRun(badUnits);
  const keys = useMemo(
    () => keptRows(all, { plan, bad: bad.map(({ ref }) => ref) }, filter),
    [all, plan, bad, filter],
  );
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
  const [cells] = useState(createCells);
  const setting = useMemo<CellSetting>(
    () => ({ searching, rechecks, questions, outcome, heard, asked: askedUnits(questions) }),
    [searching, rechecks, questions, outcome, heard],
  );
  const cellAt = (place: GridPlace): GridCell | null => {
    const unit = unitAt(place);
    const step = plan.steps[place.column];
    if (!unit || !step) return null;
    return cells.cellOf(unit, setting, `${place.column + 1} ${step.title}`);
  };
  const row = selected && places.rows.get(selected.host ?? '');
  const place =
    selected === null || row === null || row === undefined
      ? null
      : { row, column: places.columns.get(selected.step) ?? 0 };
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
  if (keys.length === 0)
    return (
      <Text p="md" size="sm" c="dimmed">
        {filter.onlyBad ? 'No step of these hosts failed or is unknown.' : 'No host has this tag.'}
      </Text>
    );
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
        onRowMenu={carriedOut && state.outcome === null ? onRowMenu : null}
      />
      <RowMenu menu={menu} onClose={closeMenu} />
    </>
  );
}

interface RowMenuProps {
  readonly menu: OpenMenu | null;
  onClose(): void;
}

/** Drawn anew only when it is asked for: the field beside it is drawn with every news. */
const RowMenu = memo(function RowMenu({ menu, onClose }: RowMenuProps) {
  return (
    <Menu
      opened={menu !== null}
      onChange={(opened) => (opened ? undefined : onClose())}
      position="bottom-start"
      shadow="md"
      returnFocus
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          className={classes.menuPoint}
          style={{ left: menu?.at.x ?? 0, top: menu?.at.y ?? 0 }}
        />
      </Menu.Target>
      <Menu.Dropdown>{menu ? <HostMenuItems unit={menu.unit} /> : null}</Menu.Dropdown>
    </Menu>
  );
});

function rowOf(key: string, excluded: RunState['excluded']): GridRow {
  const quiet = key === '';
  return {
    key,
    label: quiet ? 'No host' : spelledLines(key),
    quiet,
    state: excluded.has(key as HostName) ? 'excluded' : null,
  };
}

interface CellSetting extends Pick<RunState, 'searching' | 'rechecks' | 'questions' | 'outcome'> {
  readonly heard: Heard;
  /** Keys of the units that a person is asked about. */
  readonly asked: ReadonlySet<string>;
}

interface KnownCell {
  readonly of: CellSetting;
  readonly sign: string;
  readonly cell: GridCell;
}

/** Gives the very same cell as before while nothing of it has changed, so that it is not drawn again. */
function createCells() {
  const known = new WeakMap<Unit, KnownCell>();
  return {
    /** `name`: of the step, with its number. */
    cellOf(unit: Unit, setting: CellSetting, name: string): GridCell {
      const before = known.get(unit);
      if (before?.of === setting) return before.cell;
      const sign = signOf(unit, setting);
      const cell = before?.sign === sign ? before.cell : cellOf(unit, setting, name);
      known.set(unit, { of: setting, sign, cell });
      return cell;
    },
  };
}

/** What of the setting the unit's cell depends on. */
function signOf(unit: Unit, { asked, searching, rechecks, heard, outcome }: CellSetting): string {
  const key = unitKey(unit.ref);
  return `${asked.has(key)} ${searching.has(key)} ${rechecks.has(key)} ${observedUntil(unit, heard)} ${outcome}`;
}

function askedUnits(questions: RunState['questions']): ReadonlySet<string> {
  return new Set([...questions.values()].map(({ question }) => unitKey(question.unit)));
}

function cellOf(unit: Unit, state: CellSetting, name: string): GridCell {
  const look = lookOfUnit(state, unit);
  const marks = marksOf(unit);
  const where = unit.ref.host === null ? '' : ` on ${unit.ref.host}`;
  const mark = marks.length === 0 ? null : marks.map(({ word }) => word).join(', ');
  const says = [
    mark === null ? look.word : `${look.word} ${mark}`,
    describeUnobserved(state, unit) ?? describeWhy(unit.reason),
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
