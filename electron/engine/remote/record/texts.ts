/**
 * What the host keeps of a tracked attempt, and the texts that work on it: POSIX sh only, no tools but cat, dd, sleep, kill and
 * setsid (or perl). Of a run: `runs/RUN/` (0700), made at preflight, in it `since` ("SEQ end": how far the log was then; what was begun
 * before may have left records that are gone) and the files of each attempt: `ATTEMPT.sh`, the text as sent; `.out` and `.err`;
 * `.pid` ("PID START BOOT end", and behind it the outcome, "CODE end"), `.wish` ("stop end": it is to end), or `.fence`. A line is believed only
 * when it ends in "end". `ATTEMPT.sh` is the gate: whoever makes it first decides, and it is made once.
 */
import { quoteForShell } from '#core/plan/quote.ts';
import { writeScript } from '../../shell/write-script.ts';
import { environmentCheck } from '../environment-check.ts';
import { cdText, inOneCommand } from '../wrapper.ts';

/** Begins the trailer, which is the last thing on stdout; an unlikely byte, so that little is held back. */
export const TRAILER_MARK = '\u001e';

export interface RecordPlace {
  readonly run: string;
  /** The attempt's unique word. */
  readonly attempt: string;
}

export interface Launch {
  readonly place: RecordPlace;
  readonly nonce: string;
  /** The author's text, without secrets. */
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
  /** Ends with `NOT_STARTED_EXIT` when this program may not act on the host; empty where nothing guards it. */
  readonly guard: string;
  /** It runs beside a shell that takes its reminders. */
  readonly fed: boolean;
}

/** Starts the attempt at most once and follows it. Says `started`, passes on its output, and ends with the trailer. */
export function launchText({ place, nonce, text, env, cwd, guard, fed }: Launch): string {
  const names = Object.keys(env);
  const values = Object.values(env).map((value, at) => `hp_e${at}=${quoteForShell(value)}`);
  const exports = names.length === 0 ? ':' : `export ${names.map((_, at) => `hp_e${at}`).join(' ')}`;
  const launch = writeScript('launch', {
    ...{ ...place, nonce, mark: TRAILER_MARK, text, exports, fed: fed ? 'yes' : 'no' },
    names: names.map((name, at) => `export ${name}="$hp_e${at}"; unset hp_e${at}`).join('; '),
    runner: writeScript('runner', {}),
  });
  return inOneCommand([guard, cdText(cwd), values.join(' '), environmentCheck(env, exports), launch]);
}

export interface Attach {
  readonly place: RecordPlace;
  readonly nonce: string;
  /** Raw bytes of each stream that are known already. */
  readonly from: { readonly stdout: number; readonly stderr: number };
  /**
   * Nobody saw it start: where there is no record, make one that keeps it from ever starting. It says where the intent
   * stands in the log. Null: it was seen to start.
   */
  readonly fence: number | null;
  /** Stay with it while it runs; otherwise tell its state and go. */
  readonly follow: boolean;
  readonly guard: string;
}

/** Tells what the record says, then passes on the output from the given bytes, and the trailer. */
export function attachText({ place, nonce, from, fence, follow, guard }: Attach): string {
  const attach = writeScript('attach', {
    ...{ ...place, nonce, mark: TRAILER_MARK, ...from },
    fence: fence ?? '',
    follow: follow ? 'yes' : 'no',
  });
  return inOneCommand([guard, attach]);
}

/** Ends the recorded process group. Says `ended`, `gone`, `alive` or `absent`. */
export function endText(place: RecordPlace, why: 'stop' | 'timeout'): string {
  return writeScript('end-record', { ...place, why });
}
