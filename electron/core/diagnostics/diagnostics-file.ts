/** Everything that whoever looks into a fault needs, as one text that a person can read before handing it on. */
import { formatZonedTime } from '../words/figures/format-time.ts';
import type { Checked } from './checked.ts';

export interface Diagnostics {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly checked: readonly Checked[];
  /** Settings and references as JSON; no value of a secret or credential. */
  readonly settings: readonly { readonly name: string; readonly json: string }[];
  /** Texts of crash reports, newest first. */
  readonly crashes: readonly string[];
  /** Lines of the log, oldest first. */
  readonly log: readonly string[];
}

const MARKS = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;

/** One line for each thing that was looked at, and what to do below it. */
export function describeChecked(checked: readonly Checked[]): string {
  return checked
    .map(({ title, health, says, next }) => {
      const line = `${MARKS[health]}  ${title}: ${says}\n`;
      return next === null ? line : `${line}         ${next}\n`;
    })
    .join('');
}

export function renderDiagnostics({ at, checked, settings, crashes, log }: Diagnostics): string {
  const none = (texts: readonly string[], words: string): readonly string[] =>
    texts.length > 0 ? texts : [words];
  return [
    `Holdpoint diagnostics, ${formatZonedTime(at)}`,
    '',
    'There are no secrets, no output of hosts, no commands and no text of releases in this file. It names folders of this',
    'workstation, the operator of the settings, and runs by their ids. Read it before you pass it on.',
    '',
    '== Doctor',
    '',
    describeChecked(checked),
    '== Settings',
    '',
    ...settings.map(({ name, json }) => `${name} ${json}`),
    '',
    '== Crash reports',
    '',
    ...none(crashes, 'None.'),
    '',
    '== Log',
    '',
    ...none(log, 'Empty.'),
    '',
  ].join('\n');
}
