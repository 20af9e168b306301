import { useMemo } from 'react';
import {
  describeCondition,
  describePause,
  describeStep,
  describeUndo,
  undoWordOf,
} from '#core/plan/describe-step.ts';
import type { Plan, PlannedStep, PlannedUnit, Wave } from '#core/plan/model.ts';
import { showDoneIf, showShell, showTask } from '#core/plan/show.ts';
import { CodeBlock } from '#ui/CodeBlock.tsx';
import { formatCount } from '#ui/format.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { KIND_LOOKS } from '../plan/kind-look.ts';
import { groupByCommand } from './group-units.ts';
import classes from './preview.module.css';

interface WaveListProps {
  readonly plan: Plan;
  /** Only what happens on this host; null: everything. */
  readonly host: string | null;
}

/** What will be done, wave after wave, with nothing left to decide. */
export function WaveList({ plan, host }: WaveListProps) {
  const steps = useMemo(() => new Map(plan.steps.map((step) => [step.id, step])), [plan]);
  const waves = plan.waves.filter((wave) => host === null || wave.hosts.some((each) => each === host));
  if (waves.length === 0)
    return <p className={classes.none}>Nothing runs {host === null ? 'in this plan' : `on ${host}`}.</p>;
  return (
    <ol className={classes.waves}>
      {waves.map((wave) => {
        const step = steps.get(wave.step);
        return step && <WaveItem key={`${wave.step} ${wave.batch}`} wave={wave} step={step} host={host} />;
      })}
    </ol>
  );
}

interface WaveItemProps {
  readonly wave: Wave;
  readonly step: PlannedStep;
  readonly host: string | null;
}

function WaveItem({ wave, step, host }: WaveItemProps) {
  const look = KIND_LOOKS[step.kind];
  const units = step.units.filter((unit) => inWave(unit, wave) && (host === null || unit.host === host));
  return (
    <li className={classes.wave}>
      <look.icon size={18} stroke={1.6} aria-label={look.label} className={classes.icon} />
      <div className={classes.body}>
        <div className={classes.head}>
          <h2>
            <SafeText text={step.title} />
          </h2>
          {wave.batches > 1 && (
            <span className={classes.batch}>
              Batch {wave.batch} of {wave.batches}
            </span>
          )}
          {wave.hosts.length > 0 && (
            <span className={classes.count}>{formatCount(wave.hosts.length, 'host')}</span>
          )}
        </div>
        {step.noUndo?.kind === 'no-return' && <StateMark state="stopped" word={describeUndo(step.noUndo)} />}
        <Says text={describePause(wave)} />
        {wave.batch === 1 && describeStep(step).map((text) => <Says key={text} text={text} />)}
        {groupByCommand(step, units).map((group) => (
          <Commands key={group.hosts.join(' ')} step={step} unit={group.unit} hosts={group.hosts} />
        ))}
      </div>
    </li>
  );
}

function inWave(unit: PlannedUnit, wave: Wave): boolean {
  return unit.host === null ? wave.hosts.length === 0 : wave.hosts.includes(unit.host);
}

interface CommandsProps {
  readonly step: PlannedStep;
  readonly unit: PlannedUnit;
  readonly hosts: readonly string[];
}

function Commands({ step, unit, hosts }: CommandsProps) {
  const shell = showShell(unit.task);
  const doneIf = showDoneIf(unit);
  const word = undoWordOf(step, unit);
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
      <CodeBlock text={showTask(unit.task)} />
      <Says text={describeCondition(unit)} />
      <Says text={doneIf === null ? null : `done if: ${doneIf}`} />
      <Says text={word.kind === 'no-return' ? null : describeUndo(word)} />
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
