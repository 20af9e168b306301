/** What is left of a crash: a text that a person can read before handing it on. */
import { formatTime, formatZonedTime } from '../words/figures/format-time.ts';
import type { Fault } from './fault.ts';

/** `start`: the start before, of which nobody saw the end. */
export type CrashedPart = 'app' | 'engine' | 'page' | 'command' | 'start';

export interface Crash {
  readonly part: CrashedPart;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** What the system said of the process that ended, such as `killed` or `exit code 139`; null where an error was caught. */
  readonly ended: string | null;
  readonly fault: Fault | null;
  readonly program: string;
  readonly platform: string;
  /** Newest lines of the log, oldest first. */
  readonly log: readonly string[];
}

const NAMES: Readonly<Record<CrashedPart, string>> = {
  app: 'The program itself',
  engine: 'The engine',
  page: 'The page',
  command: 'A command',
  start: 'The start before',
};

export function labelCrashedPart(part: CrashedPart): string {
  return NAMES[part];
}

/** What happened, for a heading. */
export function titleOfCrash({ part, at }: Pick<Crash, 'part' | 'at'>): string {
  return part === 'start'
    ? 'Holdpoint ended without closing, the last time'
    : `${labelCrashedPart(part)} crashed, ${formatTime(at)}`;
}

/** What still goes on, as a sentence. */
export function describeAfterCrash(part: CrashedPart): string {
  switch (part) {
    case 'page':
      return 'Runs are not affected: the engine carries them out and records them.';
    case 'engine':
      return 'Tracked steps continue on their hosts. The engine was started again; open runs are shown as interrupted, and nothing is run again until you resume them.';
    case 'app':
      return 'Runs that the engine carries out are not affected as long as the window is open. If it behaves strangely, close it and start Holdpoint again.';
    case 'start':
      return 'It was killed, it crashed, or the workstation lost its power. Tracked steps continued on their hosts. Open runs are shown as interrupted, and nothing is run again until you resume them.';
    case 'command':
      return 'Tracked steps continue on their hosts. An open run is shown as interrupted; holdpoint resume searches for what was running.';
  }
}

export function renderCrashReport(crash: Crash): string {
  const { part, at, ended, fault, program, platform, log } = crash;
  return [
    `Holdpoint crash report, ${formatZonedTime(at)}`,
    '',
    'This file has no secrets, no output of hosts, no commands and no text of releases in it. Read it before you pass it on.',
    '',
    `part:      ${labelCrashedPart(part)}`,
    `ended:     ${ended ?? 'an unexpected error'}`,
    `program:   ${program}`,
    `platform:  ${platform}`,
    '',
    describeAfterCrash(part),
    '',
    'Error',
    ...(fault === null
      ? ['  the process ended without a message']
      : [`  ${fault.title}`, ...fault.frames.map((each) => `    at ${each}`)]),
    '',
    'Newest lines of the log',
    ...log.map((line) => `  ${line}`),
    '',
  ].join('\n');
}
