import { formatMoment } from '#core/words/figures/format-time.ts';
import { describeLeftRunning } from '#core/words/run/describe-found.ts';
import { useOfView } from '#run/live/run-context.ts';
import { StateMark } from '#ui/state/StateMark.tsx';
import type { LookName } from '#ui/state/state-look.ts';
import classes from './recovery.module.css';
import type { FoundGroup, RecoveryState } from './recovery-lines.ts';
import { FOUND } from './recovery-lines.ts';

const LOOKS: Readonly<Record<RecoveryState, LookName>> = {
  'not-looked': 'unknown',
  searching: 'reconnecting',
  unknown: 'unknown',
  running: 'running',
  'never-started': 'waiting',
  settled: 'ok',
  adopted: 'ok',
};

/** The whole of it in two sentences, and the figures. */
export function RecoveryLead({ groups }: { readonly groups: readonly FoundGroup[] }) {
  const count = groups.reduce((sum, group) => sum + group.lines.length, 0);
  const lastAt = useOfView((view) => (view.leftRunning.length > 0 ? view.lastAt : null));
  return (
    <section className={classes.lead} aria-label="In short">
      <p className={classes.leadWords}>
        {`${describeLeftRunning(count)}. `}
        <b>Nothing has been run again.</b>
      </p>
      {lastAt === null ? null : (
        <p className={classes.leadTime}>{`The last thing on record is from ${formatMoment(lastAt)}.`}</p>
      )}
      <ul className={classes.figures} aria-live="polite" aria-label="What was found">
        {groups.map(({ found, lines }) => (
          <li key={found}>
            <StateMark
              state={lookOf(found, lines)}
              word={`${lines.length} ${FOUND[found].short}${describeBad(found, lines)}`}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function describeBad(found: RecoveryState, lines: FoundGroup['lines']): string {
  const bad = lines.filter((line) => line.state !== 'ok').length;
  return (found === 'adopted' || found === 'settled') && bad > 0 ? `, ${bad} not ok` : '';
}

/** Never green where one of them did not go well. */
function lookOf(found: RecoveryState, lines: FoundGroup['lines']): LookName {
  const worst = lines.find((line) => line.state !== 'ok');
  return found === 'adopted' || found === 'settled' ? (worst?.state ?? 'ok') : LOOKS[found];
}
