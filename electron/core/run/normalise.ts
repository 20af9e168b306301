/**
 * What differs between two runs of the same thing without meaning anything: times, durations, process ids, the runs' own
 * ids. Cautious on purpose: what is no plain case of these stays, for a difference that is hidden is worse than one too
 * many. So whole seconds and bare dates stay, unless the words beside them say what they are.
 */

/** A line with what differs from run to run taken out. */
export type Normaliser = (line: string) => string;

/** Ids that only one of the runs has, and what stands for them. */
export type OwnIds = ReadonlyMap<string, string>;

const CLOCK = '(?:[01]?\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:[.,]\\d{1,9})?';
const SHORT_CLOCK = '(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:[.,]\\d{1,9})?)?';
/** Other names of zones would swallow words such as `INFO`. */
const ZONE = '(?: ?(?:Z|UTC|GMT|[+-]\\d{2}:?\\d{2})(?![\\w]))?';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const WEEKDAY = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?';

const TIMES: readonly RegExp[] = [
  /** `2026-11-21T04:25:00.123Z`, `2026/11/21 04:25:00`. */
  new RegExp(`(?<![\\w.-])\\d{4}([-/])\\d{2}\\1\\d{2}[T ]${SHORT_CLOCK}${ZONE}`, 'g'),
  /** `20261121T042500Z`. */
  /(?<!\w)\d{8}T\d{6}Z?(?!\w)/g,
  /** `21/Nov/2026:04:25:00 +0000`. */
  new RegExp(`(?<!\\w)\\d{2}/${MONTH}/\\d{4}:${CLOCK}${ZONE}`, 'g'),
  /** `Sat, 21 Nov 2026 04:25:00 GMT`. */
  new RegExp(`(?<!\\w)${WEEKDAY}\\d{1,2} ${MONTH} \\d{4} ${SHORT_CLOCK}(?: [AP]M)?${ZONE}`, 'g'),
  /** `Nov 21 04:25:00`, `Sat Nov 21 04:25:00 UTC 2026`, `Nov 21 04:25`. */
  new RegExp(
    `(?<!\\w)${WEEKDAY}${MONTH} {1,2}\\d{1,2},?(?: \\d{4})? ${SHORT_CLOCK}${ZONE}(?: \\d{4}(?!\\w))?`,
    'g',
  ),
  /** Not a part of an address, as `00:1a:2b:3c:4d:5e`. */
  new RegExp(`(?<![\\w:.-])${CLOCK}${ZONE}(?![\\w:])`, 'g'),
];

/** 2001 to 2065, in seconds or milliseconds. */
const EPOCH = '(["\']?\\s{0,2}[:=]?\\s{0,2}["\']?)[12]\\d{9}(?:\\d{3}|\\.\\d{1,9})?(?!\\w|\\.\\d)';
const EPOCHS: readonly RegExp[] = [
  new RegExp(
    `(?<![A-Za-z0-9])((?:[a-z]{1,20}[_.-])?(?:[acm]?time|timestamp|ts|epoch|date|at|since|until|created|updated|started|finished|expires))${EPOCH}`,
    'gi',
  ),
  new RegExp(`(?<![A-Za-z0-9])([a-z]{1,20}(?:Time|Timestamp|Epoch|Date|At|Since|Until))${EPOCH}`, 'g'),
];

const DURATIONS: readonly RegExp[] = [
  /** `1.23s`, `0m1.234s`, `1h2m3.5s`. */
  /(?<![\w.])(?:\d{1,6}h ?)?(?:\d{1,6}m ?)?\d{1,12}\.\d{1,12} ?s(?:ec(?:ond)?s?)?(?![\w])/g,
  /** `1m23s`. */
  /(?<![\w.])(?:\d{1,6}h ?)?\d{1,6}m ?\d{1,2}s(?![\w])/g,
  /** `12ms`, `3.5 µs`. */
  /(?<![\w.])\d{1,12}(?:\.\d{1,12})? ?(?:ms|msecs?|milliseconds?|[uµμ]s|usecs?|microseconds?|ns|nanoseconds?)(?![\w])/g,
];
/** Whole seconds and minutes may be a setting, so these want a word beside them: `took 3 s`. */
const SPOKEN_DURATION =
  /(?<!\w)(in|took|after|elapsed|duration)((?: time)?[:=]? ?)\d{1,12} ?(?:s|secs?|seconds?|m|mins?|minutes?|h|hours?)(?![\w])/gi;

const RUN_ID = /(?<![\w-])r-\d{8}-\d{4}-[0-9a-z]{4}(?![\w-])/g;
const PID = /(?<!\w)((?:p?pid|pgid|tid|process(?: id)?)["']?\s{0,2}[:=#]?\s{0,2}["']?)\d{1,10}(?!\w)/gi;
/** As a log names a process: `sshd[1234]:`. One digit is rather an index. */
const PID_IN_BRACKETS = /(?<=[\w)-])\[\d{2,10}\](?=:)/g;

/** Longer lines are no lines for people, and are compared as they are. */
const LONGEST_LINE = 10_000;

export function createNormaliser(own: OwnIds): Normaliser {
  const ids = ownPattern(own);
  return (line) => {
    if (line.length > LONGEST_LINE) return line;
    const named = ids === null ? line : line.replace(ids, (id) => own.get(id) ?? id);
    return withoutProcesses(withoutTimes(named.replace(RUN_ID, '<run>')));
  };
}

/** Whole names only: `web1` is not a part of `web10`. */
function ownPattern(own: OwnIds): RegExp | null {
  const longestFirst = [...own.keys()].filter((id) => id !== '').sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return null;
  const source = longestFirst.map((id) => id.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
  return new RegExp(`(?<![A-Za-z0-9])(?:${source})(?![A-Za-z0-9])`, 'g');
}

function withoutTimes(line: string): string {
  let left = line;
  for (const time of TIMES) left = left.replace(time, '<time>');
  for (const epoch of EPOCHS) left = left.replace(epoch, '$1$2<time>');
  for (const duration of DURATIONS) left = left.replace(duration, '<duration>');
  return left.replace(SPOKEN_DURATION, '$1$2<duration>');
}

function withoutProcesses(line: string): string {
  return line.replace(PID, '$1<pid>').replace(PID_IN_BRACKETS, '[<pid>]');
}

/** The lines of an output; a line end at its end ends the last line. */
export function linesOf(output: string): readonly string[] {
  if (output === '') return [];
  return output.replace(/\r?\n$/, '').split(/\r?\n/);
}
