/**
 * One `/bin/sh` on a host that is fed job after job, each as one line: a login shell and a session less for each. A job is one compound
 * command, so that of a line that was cut short nothing runs; behind its output stands, on both streams, an end mark with its nonce.
 * Nothing of an author's is run by it: that has a shell of its own. Losing it is losing a channel.
 */
import type { ChannelEnd, ChannelFailure, Link, OutputSink, Result } from '../ports.ts';
import { type FedChannel, type FedJob, type OpenShell, Work } from './fed-work.ts';
import type { ShellJob } from './wrapper.ts';

export interface FedShell {
  isFree(): boolean;
  /**
   * Opens the shell where none is open. What is written to the channel first is the job's payload, one line; whatever is written
   * later is a reminder to what is followed.
   */
  open(job: FedJob): Promise<Result<FedChannel, ChannelFailure>>;
}

const COMMAND = '/bin/sh -s';

const shells = new WeakMap<Link, FedShell>();

/** The shell of a connection; it goes with it. */
function fedShellOf(link: Link): FedShell {
  const shell = shells.get(link) ?? createFedShell(link);
  shells.set(link, shell);
  return shell;
}

/** The shell of a connection where it may be used: what another user runs needs a way of its own, and so does what reads its input. */
export function freeShell(
  link: Link,
  { sudo, takesInput = false }: Pick<ShellJob, 'sudo' | 'takesInput'>,
): FedShell | null {
  if (sudo !== null || takesInput) return null;
  const shell = fedShellOf(link);
  return shell.isFree() ? shell : null;
}

function createFedShell(link: Link): FedShell {
  let shell: OpenShell | null = null;
  let isFree = true;

  async function begin(first: Work): Promise<Result<OpenShell, ChannelFailure>> {
    let own: OpenShell | null = null;
    const hear: OutputSink = (stream, bytes) => (own === null ? first : own.work)?.hear(stream, bytes);
    const giveUp = (): boolean => {
      if (own === null || own.work !== null) return false;
      retire(own);
      return true;
    };
    const opened = await link.exec(COMMAND, hear, { giveUp });
    if (!opened.ok) return opened;
    const begun: OpenShell = { channel: opened.value, work: first, hasAnswered: false };
    own = begun;
    shell = begun;
    const onEnd = (end: ChannelEnd): void => {
      forget(begun);
      begun.work?.onShellEnd(end, begun);
    };
    begun.channel.ended.then(onEnd, (error: unknown) => begun.work?.fail(error));
    return { ok: true, value: begun };
  }

  function forget(gone: OpenShell): void {
    if (shell === gone) shell = null;
  }

  function retire(used: OpenShell): void {
    forget(used);
    used.channel.endInput();
  }

  async function take(work: Work): Promise<Result<OpenShell, ChannelFailure>> {
    if (shell === null) return begin(work);
    shell.work = work;
    return { ok: true, value: shell };
  }

  return {
    isFree: () => isFree,
    async open(job) {
      isFree = false;
      const work = new Work(job, {
        take,
        retire,
        drop(used) {
          forget(used);
          used.channel.close();
        },
        leave(used) {
          if (used) used.work = null;
          isFree = true;
        },
      });
      const taken = await take(work);
      if (!taken.ok) isFree = true;
      else work.shell = taken.value;
      return taken.ok ? { ok: true, value: work } : taken;
    },
  };
}
