/** The window of a release as an entry for calendars: iCalendar, RFC 5545. */

import { visible } from './html.ts';
import { backoutTime, type Runbook } from './runbook-model.ts';
import { labelEnvironment, shortCode, writtenTime } from './words.ts';

/** Why a release cannot be written so; null where it can. */
export function whyNoCalendar({ release }: Pick<Runbook, 'release'>): string | null {
  return release.info.window === null ? NO_WINDOW : null;
}

const NO_WINDOW =
  'The release has no window (release.window), so there is nothing to put into a calendar. Say when it may begin and when it has to be over';

/** Pure: the same arguments give the same bytes. Throws where the release has no window. */
export function renderCalendar(book: Runbook): string {
  const { info } = book.release;
  if (info.window === null) throw new RangeError(NO_WINDOW);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Holdpoint//Holdpoint//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    // The same release again is the same entry, with what has changed.
    `UID:${escaped(`${info.id}.${book.environment}@holdpoint`)}`,
    `DTSTAMP:${stamp(book.printedAt)}`,
    `DTSTART:${stamp(info.window.opens)}`,
    `DTEND:${stamp(info.window.closes)}`,
    `SUMMARY:${escaped(`${info.name} ${info.version} on ${environmentOf(book)}`)}`,
    `DESCRIPTION:${escaped(descriptionOf(book).join('\n'))}`,
    'STATUS:CONFIRMED',
    'TRANSP:OPAQUE',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

function environmentOf({ release, environment }: Runbook): string {
  const kind = release.environments.find(({ name }) => name === environment)?.kind ?? environment;
  return labelEnvironment(environment, kind);
}

function descriptionOf(book: Runbook): readonly string[] {
  const { info } = book.release;
  const backout = book.plans.find(({ plan }) => plan === 'backout');
  return [
    ...(info.summary === null ? [] : [info.summary.trim(), '']),
    ...(info.window
      ? [`Window: ${writtenTime(info.window.opens)} to ${writtenTime(info.window.closes)}`]
      : []),
    ...(backout === undefined ? [] : [`Backing all of it out: ${backoutTime(backout, book.history)}`]),
    `Revision: ${shortCode(book.revision)}`,
    ...info.people.map(({ name, roles, phone }) =>
      [name, roles.join(', '), phone ?? ''].filter((part) => part !== '').join(' · '),
    ),
  ];
}

/** In UTC, to the second. */
function stamp(time: string): string {
  return new Date(time).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

/** A value of the kind TEXT; what cannot be seen is spelled, so that nothing begins a property of its own. */
function escaped(text: string): string {
  return text
    .split('\n')
    .map((line) => visible(line).replaceAll(/[\\;,]/g, (sign) => `\\${sign}`))
    .join('\\n');
}

const MOST_BYTES = 75;

/** A line is no longer than 75 bytes; the next begins with a blank. No character is cut. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let bytes = 0;
  for (const sign of line) {
    const size = utf8Bytes(sign);
    if (bytes + size > MOST_BYTES) {
      parts.push(part);
      part = ' ';
      bytes = 1;
    }
    part += sign;
    bytes += size;
  }
  return [...parts, part].join('\r\n');
}

function utf8Bytes(sign: string): number {
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
