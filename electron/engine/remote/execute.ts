/** Runs one job to its end, its time limit or a person's wish, and says truly what became of it. */
import type { EndedFor } from '#core/run/reasons.ts';
import type { Cancellation } from '../cancellation.ts';
import type { Clock, Link } from '../ports.ts';
import { within } from '../within.ts';
import { endGroup } from './end-group.ts';
import { type AttemptEnd, endOfCommand } from './ends.ts';
import { fedBy, type JobListener, type OpenJob, openJob } from './job.ts';
import type { Started } from './marker.ts';
import type { ShellJob } from './wrapper.ts';

export interface Execution {
  readonly link: Link;
  readonly job: ShellJob;
  readonly nonce: string;
  readonly timeoutMs: number;
  readonly cancellation: Cancellation;
  readonly listener: JobListener;
  /** Called once the job has started, for jobs that take input. When it fails the input ends, and the job sees that it is not whole. */
  readonly feed?: (job: OpenJob) => Promise<void>;
}

/** What was sent a moment ago gets this long to say that it has started, so that it can be ended. */
const START_MS = 5_000;
/** How long the end of a command may come after its processes were ended. */
const END_MS = 2_000;

export async function execute(execution: Execution, clock: Clock): Promise<AttemptEnd> {
  if (execution.cancellation.isWished) return { kind: 'stopped' };
  const running = begin(execution, clock);
  const { open } = running;
  let state: 'runs' | 'is-ended' | 'is-over' = 'runs';
  return new Promise<AttemptEnd>((resolve, reject) => {
    const interrupt = (why: EndedFor): void => {
      if (state !== 'runs') return;
      state = 'is-ended';
      open.retire();
      void endRemote(running, why).finally(open.close).then(resolve, reject);
    };
    const cancelTimer = clock.after(execution.timeoutMs, () => interrupt('timeout'));
    // What a command leaves running when it ends by itself is left alone.
    open.onExit(() => {
      if (state === 'runs') state = 'is-over';
    });
    void open.ended.finally(cancelTimer).then((end) => {
      if (state !== 'is-ended') resolve(endOfCommand(end));
    }, reject);
    execution.cancellation.onWish(() => interrupt('stop'));
  });
}

interface Running {
  readonly execution: Execution;
  readonly clock: Clock;
  readonly open: OpenJob;
  readonly begun: Promise<Started>;
}

function begin(execution: Execution, clock: Clock): Running {
  const { link, job, nonce, listener, feed } = execution;
  let tell: (started: Started) => void = () => undefined;
  const begun = new Promise<Started>((resolve) => {
    tell = resolve;
  });
  const open: OpenJob = openJob(link, {
    job,
    nonce,
    clock,
    fed: fedBy(link, job, 'step'),
    listener: {
      onOutput: listener.onOutput,
      onStarted(started) {
        listener.onStarted(started);
        tell(started);
        void feed?.(open).catch(() => open.endInput());
      },
    },
  });
  return { execution, clock, open, begun };
}

async function endRemote({ execution, clock, open, begun }: Running, why: EndedFor): Promise<AttemptEnd> {
  const { link, job, nonce } = execution;
  if (!open.isSent()) {
    open.close();
    if (why === 'stop') return { kind: 'stopped' };
    const end = await open.ended;
    return end.kind === 'not-started' && end.lasting !== true
      ? { kind: 'not-started', reason: { kind: 'late-to-begin', host: link.host } }
      : endOfCommand(end);
  }
  const first = await within(clock, START_MS, Promise.race([begun, open.ended]));
  if (first === null) return { kind: 'unknown', reason: { kind: 'start-unseen', why } };
  if ('kind' in first) return endOfCommand(first);
  const gone = await endGroup(link, { group: first.group, sudo: job.sudo, nonce: `${nonce}e`, clock, why });
  const seen = { kind: 'ended-by-us', why, provenance: 'seen' } as const;
  if (gone.ok) return { ...seen, by: 'group' };
  const end = gone.error.kind !== 'survived-kill' ? await within(clock, END_MS, open.ended) : null;
  if (end?.kind === 'exit' || end?.kind === 'signal') return { ...seen, by: 'command' };
  const { host } = link;
  return { kind: 'unknown', reason: { kind: 'end-unseen', why, host, pid: first.pid, because: gone.error } };
}
