import {
  type Icon,
  IconFileCheck,
  IconGavel,
  IconHistoryToggle,
  IconMoonStars,
  IconShieldCheck,
  IconSubtask,
  IconUnlink,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { guaranteeOf } from '#core/plan/guarantee.ts';
import { type Attempt, plannedUnit, type RunState, stepOf, type Unit } from '#core/run/state.ts';
import { whyUntracked } from '#core/run/tracking.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { describeGuarantee } from '#core/words/release/describe-guarantee.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import type { Tone } from '#ui/state/state-look.ts';
import { useRun, useRunParts } from '../live/run-context.ts';
import { useNow } from '../live/use-now.ts';
import classes from './unit.module.css';
import { describeUnobserved, type MarkName, marksOf, quietOf } from './unit-words.ts';

const MARK_ICONS: Readonly<Record<MarkName, Icon>> = {
  adopted: IconHistoryToggle,
  'on paper': IconFileCheck,
  settled: IconGavel,
  'left processes': IconSubtask,
};

interface UnitKnownProps {
  readonly unit: Unit;
  readonly attempt: Attempt | null;
}

/** How it came to be known what became of the unit, and what would be known if the link were lost. */
export function UnitKnown({ unit, attempt }: UnitKnownProps) {
  const state = useRunParts('plan', 'preflight', 'searching');
  const heard = useRun((store) => store.heard);
  const unobserved = describeUnobserved({ ...state, heard }, unit);
  return (
    <ul className={classes.known} aria-label="What is known of it">
      {unobserved ? (
        <Known icon={IconUnlink} tone="unknown">
          <SafeText text={unobserved} />
        </Known>
      ) : null}
      <Quiet unit={unit} />
      {marksOf(unit).map(({ name, says }) => (
        <Known key={name} icon={MARK_ICONS[name]} tone={name === 'left processes' ? 'care' : 'quiet'}>
          <SafeText text={says} />
        </Known>
      ))}
      <Known icon={IconShieldCheck} tone="quiet">
        <SafeText text={labelGuarantee(state, unit, attempt)} />
      </Known>
    </ul>
  );
}

interface KnownProps {
  readonly icon: Icon;
  readonly tone: Tone;
  readonly children: ReactNode;
}

function Known({ icon: Glyph, tone, children }: KnownProps) {
  return (
    <li data-tone={tone}>
      <Glyph size={14} stroke={2} aria-hidden />
      <span>{children}</span>
    </li>
  );
}

/** Only said: nothing is done about it, and many a good step prints nothing for long. */
function Quiet({ unit }: { readonly unit: Unit }) {
  const noisy = useRun((store) => store.noisy);
  const quiet = quietOf(unit, noisy);
  const now = useNow(quiet !== null);
  if (!quiet) return null;
  const long = formatDuration(Math.max(1, Math.floor((now - quiet.sinceMs) / 60_000)) * 60_000);
  return (
    <Known icon={IconMoonStars} tone="quiet">
      Has printed nothing for {long}
      {quiet.lastLine === '' ? '.' : '; last line: '}
      {quiet.lastLine === '' ? null : (
        <code className={classes.lastLine}>
          <SafeText text={quiet.lastLine} />
        </code>
      )}
    </Known>
  );
}

/** What the plan promises of it, or what its host could keep of the promise. */
function labelGuarantee(
  state: Pick<RunState, 'plan' | 'preflight'>,
  unit: Unit,
  attempt: Attempt | null,
): string {
  const { plan, preflight } = state;
  const guarantee = guaranteeOf(stepOf(plan, unit.ref.step), plannedUnit(plan, unit.ref));
  if (guarantee !== 'tracked' || !attempt || attempt.tracked || attempt.onPaper)
    return `${capital(guarantee)}: ${describeGuarantee(guarantee)}.`;
  const why = whyUntracked(plan, preflight?.hosts ?? [], unit.ref);
  return `Not tracked on this host${why ? ` (${describeReason(why)})` : ''}: ${describeGuarantee('attached')}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
