/** Shows on standard error how far a run has come with its hosts before its first step and after its last, so that hosts that give no answer are no silence. */

import type { HostsProgress } from '#core/run/hosts-progress.ts';
import { formatCount, formatNames } from '#core/words/figures/format-count.ts';
import { describeHolder } from '#core/words/hosts/describe-leased.ts';
import type { Clock } from '#engine/ports.ts';
import { isLoginAsked } from './ask-login.ts';
import { safe } from './terminal.ts';

/** Between two lines where there is no terminal; what takes less is not told. */
const LINE_EVERY_MS = 5000;
const NAMED = 5;
const CLEAR_LINE = '\r\u001b[K';

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(chunk: Buffer): unknown;
}

/** On a terminal one line that is rewritten; elsewhere a line now and then. */
export function createHostsProgress(screen: Screen, clock: Pick<Clock, 'after'>) {
  let last: HostsProgress | null = null;
  let cancel: (() => void) | null = null;
  let isShown = false;
  /** What was told last of a wait. */
  let waiting = '';

  function rewrite(words: string): void {
    // As bytes, since what is printed as text has its control characters spelled out.
    screen.write(Buffer.from(`${CLEAR_LINE}${[...words].slice(0, (screen.columns ?? 80) - 1).join('')}`));
    isShown = words !== '';
  }
  function printLine(): void {
    if (last) screen.write(Buffer.from(`${describeProgress(last)}\n`));
    cancel = clock.after(LINE_EVERY_MS, printLine);
  }
  /** Once for each change of what is leased to whom. */
  function tellWait({ leased }: HostsProgress): void {
    const words = describeWait(leased);
    if (leased.length === 0 || words === waiting) return;
    clear();
    screen.write(
      Buffer.from(
        waiting === '' ? `waiting for ${words}. Ctrl-C ends the wait\n` : `still waiting for ${words}\n`,
      ),
    );
    waiting = words;
  }
  function clear(): void {
    cancel?.();
    cancel = null;
    last = null;
    if (isShown) rewrite('');
  }
  return {
    show(progress: HostsProgress): void {
      if (isLoginAsked()) return;
      tellWait(progress);
      if (progress.leased.length > 0) return;
      last = progress;
      if (screen.isTTY) rewrite(describeProgress(progress));
      else cancel ??= clock.after(LINE_EVERY_MS, printLine);
    },
    /** Takes the line away; what is printed next begins where it stood. */
    clear,
  };
}

const WORDS = {
  preflight: { what: 'preflight', done: 'checked' },
  leaving: { what: 'leaving the hosts', done: 'done' },
} as const;

function describeProgress({ during, done, of, waitingFor }: HostsProgress): string {
  const waiting = waitingFor.length === 0 ? '' : `; waiting for ${formatNames(waitingFor, NAMED)}`;
  return safe(`${WORDS[during].what}: ${done} of ${of} hosts ${WORDS[during].done}${waiting}`);
}

function describeWait(leased: HostsProgress['leased']): string {
  const hosts = leased.reduce((sum, each) => sum + each.hosts.length, 0);
  const by = leased.map((each) => `${each.hosts.length} leased to ${describeHolder(each.holder)}`);
  return safe(`${formatCount(hosts, 'host')}: ${by.join(', ')}`);
}
