import { useMemo } from 'react';
import {
  describeCondition,
  describePause,
  describeStep,
  describeUndo,
  describeUndoOf,
  noReturnOf,
} from '#core/plan/describe-step.ts';
import type { PlannedStep, PlannedUnit, Wave } from '#core/plan/model.ts';
import type { OutlinedStep, PlanOutline, UnitGroup } from '#core/plan/outline.ts';
import { describeTask, formatDoneIf, formatShell } from '#core/plan/show.ts';
import { STEP_KINDS } from '#core/release/step-kinds.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { CodeBlock } from '#ui/CodeBlock.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { VirtualRows } from '#ui/VirtualRows.tsx';
import { KIND_ICONS } from '../plan/kind-icons.ts';
import classes from './preview.module.css';

interface WaveListProps {
  readonly plan: PlanOutline;
  /** Only what happens on this host; null: everything. */
  readonly host: string | null;
}

/** What will be done, wave after wave, with nothing left to decide. */
export function WaveList({ plan, host }: WaveListProps) {
  const rows = useMemo(() => rowsOf(plan, host), [plan, host]);
  if (rows.length === 0)
    return <p className={classes.none}>{`Nothing runs ${host === null ? 'in this plan' : `on ${host}`}.`}</p>;
  return (
    <div className={classes.waves}>
      <VirtualRows
        label="What will be done, in order"
        rows={rows}
        keyOf={({ wave }) => `${wave.step} ${wave.batch}`}
        estimate={() => WAVE_HEIGHT}
        textOf={textOfRow}
      >
        {(row, index) => <WaveItem {...row} isLast={index === rows.length - 1} />}
      </VirtualRows>
    </div>
  );
}

interface WaveRow {
  readonly wave: Wave;
  readonly step: OutlinedStep;
  readonly host: string | null;
  /** The step is described here: its first wave, which need not be of the first batch. */
  readonly first: boolean;
}

const WAVE_HEIGHT = 150;

function textOfRow({ step }: WaveRow): string {
  return `${step.title} ${step.id} ${step.phase.title}`;
}

function rowsOf(plan: PlanOutline, host: string | null): readonly WaveRow[] {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const seen = new Set<string>();
  return plan.waves.flatMap((wave) => {
    const step = steps.get(wave.step);
    const isShown = host === null || wave.hosts.some((each) => each === host);
    if (!step || !isShown) return [];
    const first = !seen.has(wave.step);
    seen.add(wave.step);
    return { wave, step, host, first };
  });
}

function WaveItem({ wave, step, host, first, isLast }: WaveRow & { readonly isLast: boolean }) {
  const KindIcon = KIND_ICONS[step.kind];
  const planned: PlannedStep = { ...step, units: step.groups.map(({ unit }) => unit) };
  const noReturn = noReturnOf(step, planned.units);
  return (
    <div className={classes.wave} data-last={isLast || undefined}>
      <KindIcon size={18} stroke={1.6} aria-label={STEP_KINDS[step.kind].label} className={classes.icon} />
      <div className={classes.body}>
        <div className={classes.head}>
          <h2>
            <SafeText text={step.title} />
          </h2>
          {wave.batches > 1 && (
            <span className={classes.batch}>{`Batch ${wave.batch} of ${wave.batches}`}</span>
          )}
          {wave.hosts.length > 0 && (
            <span className={classes.count}>{formatCount(wave.hosts.length, 'host')}</span>
          )}
        </div>
        {noReturn !== null && (
          <StateMark state="stopped" word={describeUndo({ kind: 'no-return', why: noReturn })} />
        )}
        <Says text={describePause(wave)} />
        {first && describeStep(planned).map((text) => <Says key={text} text={text} />)}
        {groupsIn(step, wave, host).map((group) => (
          <Commands key={group.hosts.join(' ')} step={planned} unit={group.unit} hosts={group.hosts} />
        ))}
      </div>
    </div>
  );
}

/** What the wave does on the host, or on all of its hosts. */
function groupsIn({ groups }: OutlinedStep, wave: Wave, host: string | null): readonly UnitGroup[] {
  if (wave.hosts.length === 0) return groups;
  const hosts = new Set(wave.hosts);
  return groups
    .map(({ unit, hosts: all }) => ({
      unit,
      hosts: all.filter((each) => hosts.has(each) && (host === null || each === host)),
    }))
    .filter((group) => group.hosts.length > 0);
}

interface CommandsProps {
  readonly step: PlannedStep;
  readonly unit: PlannedUnit;
  readonly hosts: readonly string[];
}

function Commands({ step, unit, hosts }: CommandsProps) {
  const shell = formatShell(unit.task);
  const doneIf = formatDoneIf(unit);
  return (
    <div className={classes.unit}>
      {(hosts.length > 0 || shell) && (
        <div className={classes.hosts}>
          {hosts.join(', ')}
          {shell && (
            <span>
              {' '}
              <SafeText text={shell} />
            </span>
          )}
        </div>
      )}
      <CodeBlock text={describeTask(unit.task)} />
      <Says text={describeCondition(unit)} />
      <Says text={doneIf === null ? null : `done if: ${doneIf}`} />
      <Says text={describeUndoOf(step, unit)} />
    </div>
  );
}

/** A line of the plan's own words, as core says it. */
function Says({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <p className={classes.sentence}>
      <SafeText text={`${text.slice(0, 1).toUpperCase()}${text.slice(1)}`} />
    </p>
  );
}
