import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { PreflightCause } from '#core/run/preflight-causes.ts';
import { preflightCauses } from '#core/run/preflight-causes.ts';
import type { RunState } from '#core/run/state.ts';
import { unfitHosts } from '#core/run/unfit-hosts.ts';
import { formatMore } from '#core/words/figures/format-count.ts';
import { describeCauseOfAll } from '#core/words/hosts/describe-preflight.ts';
import { endSentence, toSentence } from '#core/words/text/sentence.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useOfView, useRun, useRunParts } from '../live/run-context.ts';
import { labelResume } from '../wording.ts';
import classes from './actions.module.css';
import { leasedElsewhere } from './LeasedHosts.tsx';

const SHOWN = 6;

type UnfitParts = Pick<RunState, 'header' | 'preflight' | 'startedAt' | 'excluded'>;

/** Why a run that had begun was left as it stands: its hosts were not fit when it was to continue. */
export function UnfitHosts() {
  const state = useRunParts('header', 'outcome', 'preflight', 'startedAt', 'excluded');
  const carriedOut = useOfView((view) => view.carriedOut);
  const leftRunning = useOfView((view) => view.leftRunning.length);
  const openDialog = useRun((store) => store.show.openDialog);
  const problems = carriedOut || state.outcome !== null ? [] : problemsOf(state);
  if (problems.length === 0) return null;
  const unfit = unfitHosts(state);
  return (
    <NoticeBar
      tone="care"
      icon={IconAlertTriangle}
      title="Preflight found problems when the run was to continue"
      actions={
        <>
          {unfit.length > 0 ? (
            <Button variant="default" onClick={() => openDialog({ kind: 'exclude', hosts: unfit })}>
              {labelExclude(unfit)}
            </Button>
          ) : null}
          {leasedElsewhere(state).length > 0 ? (
            <>
              <Button variant="default" onClick={() => openDialog({ kind: 'wait-for-hosts' })}>
                Wait for these hosts…
              </Button>
              <Button variant="default" onClick={() => openDialog({ kind: 'take-over' })}>
                Take the hosts over…
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <ul className={classes.unfit}>
        {problems.slice(0, SHOWN).map((problem) => (
          <li key={problem}>
            <SafeText text={problem} />
          </li>
        ))}
        {problems.length > SHOWN ? (
          <li>{`${formatMore(problems.length - SHOWN)}, in the table of the run`}</li>
        ) : null}
      </ul>
      <SafeText text={describeCure(unfit, labelResume(leftRunning))} />
    </NoticeBar>
  );
}

function labelExclude(unfit: readonly string[]): string {
  const isOne = unfit.length === 1;
  return isOne ? 'Exclude host…' : `Exclude ${unfit.length} hosts…`;
}

/** `resume`: what the button says that is to be chosen then. */
function describeCure(unfit: readonly string[], resume: string): string {
  const [only, ...more] = unfit;
  if (only === undefined) return `Fix that, then choose “${resume}…”.`;
  const ways =
    more.length === 0
      ? `wait until the host is back, or exclude ${only}`
      : 'wait until the hosts are back, or exclude these hosts';
  return `Fix that, ${ways}. Then choose “${resume}…”. An excluded host can be included again.`;
}

/** Of hosts that still take part. */
function problemsOf({ header, preflight, startedAt, excluded }: UnfitParts): readonly string[] {
  if (startedAt === null || preflight === null || preflight.passed) return [];
  const hosts = preflight.hosts.filter(({ host }) => !excluded.has(host));
  return preflightCauses({ ...preflight, hosts }, header.run).map(describeUnfit);
}

/** One sentence or two, with every host of which the same is to be said. */
function describeUnfit(cause: PreflightCause): string {
  const [first = ''] = cause.hosts;
  const said = describeCauseOfAll(cause);
  return first === '' || cause.named !== 'none' ? toSentence(said) : endSentence(`${first}: ${said}`);
}
