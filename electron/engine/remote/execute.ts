/** Runs one job to its end, its time limit or a person's wish, and says truly what became of it. */
import type { Cancellation } from '../cancellation.ts';
import type { Clock, Link } from '../ports.ts';
import { endGroup } from './end-group.ts';
import { type JobEnd, type JobListener, type OpenJob, openJob } from './job.ts';
import type { ShellJob } from './wrapper.ts';

/** `ended-by-us`: its process group was ended, and seen to be gone. */
export type Ending = JobEnd | { readonly kind: 'ended-by-us'; readonly why: 'timeout' | 'stop' };

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

export async function execute(execution: Execution, clock: Clock): Promise<Ending> {
  const { link, job, nonce, listener } = execution;
  if (execution.cancellation.isWished)
    return { kind: 'not-started', reason: 'Stopped before anything was sent' };
  const open: OpenJob = await openJob(link, {
    job,
    nonce,
    listener: {
      onOutput: listener.onOutput,
      onStarted(started) {
        listener.onStarted(started);
        void execution.feed?.(open).catch(() => open.endInput());
      },
    },
  });
  let interrupted: Promise<Ending> | null = null;
  let over = false;
  return new Promise<Ending>((resolve) => {
    const interrupt = (why: 'timeout' | 'stop'): void => {
      if (over) return;
      interrupted ??= endRemote(execution, open, { why, clock }).finally(() => open.close());
      void interrupted.then(resolve);
    };
    const cancelTimer = clock.after(execution.timeoutMs, () => interrupt('timeout'));
    void open.ended.then((end) => {
      cancelTimer();
      over = true;
      if (!interrupted) resolve(end);
    });
    execution.cancellation.onWish(() => interrupt('stop'));
  });
}

async function endRemote(
  execution: Execution,
  open: OpenJob,
  { why, clock }: { readonly why: 'timeout' | 'stop'; readonly clock: Clock },
): Promise<Ending> {
  const word = why === 'timeout' ? 'Time limit reached' : 'Stopped';
  const started = open.started();
  if (!started) return { kind: 'unknown', reason: `${word} before the host said that it had started` };
  const { link, job, nonce } = execution;
  const gone = await endGroup(link, { group: started.group, sudo: job.sudo, nonce: `${nonce}e`, clock });
  if (gone.ok) return { kind: 'ended-by-us', why };
  return {
    kind: 'unknown',
    reason: `${word}; may still be running: ${link.host}, pid ${started.pid} (${gone.error.message})`,
  };
}
