import { IconPlayerStop, IconServer } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import { tallyRun } from '#core/run/tally.ts';
import { formatCount, formatNames } from '#core/words/figures/format-count.ts';
import { noteOfAsked } from '#core/words/run/describe-asked.ts';
import { useOfRun, useRun, useRunParts } from '#run/live/run-context.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';

/** Hosts that are named while they are waited for. */
const NAMED = 5;

/** What the end of the run waits for: what is still being ended, and then the hosts that it leaves. */
export function EndProgress() {
  const { stop } = useRunParts('stop');
  const leaving = useRun(({ progress }) => (progress?.during === 'leaving' ? progress : null));
  const { inFlight } = useOfRun(tallyRun);
  const note = stop && noteOfAsked(stop);
  const isLong = useHasLasted(leaving !== null);
  if (stop === null && (leaving === null || !isLong)) return null;
  return (
    <NoticeBar
      tone={stop ? 'care' : 'quiet'}
      icon={stop ? IconPlayerStop : IconServer}
      role="note"
      title={`${stop ? 'Stopping' : 'Ending'}: ${describeWork(leaving, inFlight.length)}.`}
    >
      {stop ? (
        <>
          By <SafeText text={note ? `${stop.by}: ${note}` : stop.by} />. Nothing more begins.{' '}
        </>
      ) : (
        'Nothing of the plan is left to do. '
      )}
      {leaving ? 'The records of this run are removed there, and its leases are released. ' : null}
      {leaving && leaving.waitingFor.length > 0 ? (
        <SafeText text={`Waiting for ${formatNames(leaving.waitingFor, NAMED)}.`} />
      ) : null}
    </NoticeBar>
  );
}

/** What is over sooner would only flash by. */
const SHOWN_AFTER_MS = 700;

function useHasLasted(lasts: boolean): boolean {
  const [hasLasted, setHasLasted] = useState(false);
  useEffect(() => {
    if (!lasts) return setHasLasted(false);
    const timer = setTimeout(() => setHasLasted(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [lasts]);
  return hasLasted;
}

function describeWork(leaving: HostsProgress | null, running: number): string {
  if (running > 0) return `ending ${formatCount(running, 'running step')}`;
  return leaving ? `leaving the hosts, ${leaving.done} of ${leaving.of}` : 'leaving the hosts';
}
