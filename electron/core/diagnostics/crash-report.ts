/** What is left of a crash: a text that a person can read before handing it on. */
import { formatZonedTime } from '../words/format-time.ts';
import type { Fault } from './fault.ts';

export type CrashedPart = 'app' | 'engine' | 'page' | 'command';

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
};

export function labelCrashedPart(part: CrashedPart): string {
  return NAMES[part];
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
    case 'command':
      return 'Tracked steps continue on their hosts. An open run is shown as interrupted; holdpoint resume searches for what was running.';
  }
}

export function renderCrashReport(crash: Crash): string {
  const { part, at, ended, fault, program, platform, log } = crash;
  return [
    `Holdpoint crash report, ${formatZonedTime(at)}`,
    '',
    'This file has no secrets, no output of hosts, no commands and no text of releases in it. Read it before you hand it on.',
    '',
    `part:      ${labelCrashedPart(part)}`,
    `ended:     ${ended ?? 'an error that nobody expected'}`,
    `program:   ${program}`,
    `platform:  ${platform}`,
    '',
    describeAfterCrash(part),
    '',
    'Error',
    ...(fault === null
      ? ['  the process ended without a word']
      : [`  ${fault.title}`, ...fault.frames.map((each) => `    at ${each}`)]),
    '',
    'Newest lines of the log',
    ...log.map((line) => `  ${line}`),
    '',
  ].join('\n');
}
