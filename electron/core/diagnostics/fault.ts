/** An error that nobody expected, as far as it can be written down: what kind it is and where, never what it was about. */

export interface Fault {
  /** `TypeError [ERR_X]: cannot read …`, without anything that the error quotes. */
  readonly title: string;
  /** Places in the program, innermost first: `startRun (engine/run-engine.ts:12:3)`. */
  readonly frames: readonly string[];
}

const MOST_FRAMES = 20;
/** Their messages are the runtime's own, about the program's own names. */
const OWN_WORDS = new Set(['TypeError', 'RangeError', 'ReferenceError']);

/** The message of any other error may quote a host, a release or a person: the place where it was thrown says what it would have. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error) && !isErrorLike(error))
    return { title: `a thrown ${typeof error}`, frames: [] };
  const { name, message, stack = '' } = error;
  const code =
    'code' in error && typeof error.code === 'string' && isCode(error.code) ? ` [${error.code}]` : '';
  const kind = isName(name) ? name : 'Error';
  const words = OWN_WORDS.has(kind) ? `: ${withoutQuotes(message)}` : '';
  return { title: `${kind}${code}${words}`, frames: framesOf(stack, message) };
}

function isErrorLike(value: unknown): value is Error {
  return (
    typeof value === 'object' && value !== null && 'name' in value && 'message' in value && 'stack' in value
  );
}

const isName = (text: unknown): text is string => typeof text === 'string' && /^[A-Za-z]{1,60}$/.test(text);
const isCode = (text: string): boolean => /^[A-Za-z0-9_-]{1,60}$/.test(text);

/** From the first quotation mark to the last nothing is left, and the first line alone. */
function withoutQuotes(message: string): string {
  const [line = ''] = message.split('\n');
  return line
    .replace(/["'`“”‘’].*["'`“”‘’]/, '…')
    .replace(/\bReceived\b.*/, 'Received …')
    .slice(0, 200);
}

/** `at work (file:///…/electron/engine/x.ts:12:3)` and `at file:///…/out/main/worker.js:1:2`. */
const FRAME =
  /^\s+at (?:(?:async )?([\w.<>$# ]{1,80}?) )?\(?((?:file:\/\/|node:|app:\/\/|[A-Za-z]:[\\/]|\/)[^()]*?):(\d+):(\d+)\)?$/;

/** The message may have lines that look like places; it is cut off first. */
function framesOf(stack: string, message: string): readonly string[] {
  const at = message === '' ? 0 : stack.indexOf(message);
  const places = at < 0 ? stack : stack.slice(at + message.length);
  return places
    .split('\n')
    .flatMap((line) => {
      const [, work, path, row, column] = FRAME.exec(line) ?? [];
      if (path === undefined) return [];
      const place = `${withinProgram(path)}:${row}:${column}`;
      return [work === undefined ? place : `${work} (${place})`];
    })
    .slice(0, MOST_FRAMES);
}

/** Where a program lies is the workstation's own. */
function withinProgram(path: string): string {
  if (path.startsWith('node:')) return path;
  const inside = /[\\/](?:app\.asar(?:\.unpacked)?|out|electron|renderer|node_modules)[\\/].*$/.exec(
    path,
  )?.[0];
  return (inside ?? path.replace(/^.*[\\/]/, '')).replace(/^[\\/]/, '').replace(/[?#].*$/, '');
}
