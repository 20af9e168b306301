/** Values written where none are filled in: they would stay as they are written, and a secret would look like one that is kept. */
import type { Path, Problems } from './problems.ts';
import type { JsonObject, JsonValue } from './revision.ts';
import { isFilled as isKindFilled, KIND_KEYS } from './step-kinds.ts';

const VALUE = /\{\{\s*(vars|host|release|step|run|secret)\.[^}]*\}\}/;
/** Keys whose texts are filled in, and checked with them. */
const FILLED: ReadonlySet<string | number | undefined> = new Set([
  ...KIND_KEYS.filter(isKindFilled),
  ...['items', 'undo', 'when', 'env', 'cwd', 'sudo', 'done_if', 'subject', 'body'],
]);
/** Keys that a run reads, where a value left as written would do harm. */
const READ_BY_RUN: ReadonlySet<string | number> = new Set([
  'vars',
  'is',
  'expect',
  'capture',
  'address',
  'user',
]);

/** Never filled in, though the undo that they stand in is. */
const BESIDE: ReadonlySet<string | number> = new Set(['title', 'notes', 'owner']);

export function lintStrays(data: JsonObject, problems: Problems): void {
  lintData(data, [], problems);
}

function lintData(value: JsonValue, path: Path, problems: Problems): void {
  if (typeof value === 'string') lintText(value, path, problems);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value as JsonObject))
      lintData(item, [...path, Array.isArray(value) ? Number(key) : key], problems);
}

function lintText(text: string, path: Path, problems: Problems): void {
  const found = text.includes('{{') ? VALUE.exec(text) : null;
  if (found === null || isFilled(path)) return;
  const [written, space] = found;
  const at = { path, offset: found.index };
  if (space === 'secret') problems.error(at, 'misplaced-secret', `${written} may stand only in env and sudo`);
  else if (path.some((key) => READ_BY_RUN.has(key)))
    problems.error(at, 'value-not-filled', `${written} is not filled in here; write the text itself`);
  else
    problems.warn(at, 'value-not-filled', `${written} is not filled in here; it is shown as it is written`);
}

/** The key of a step or communication that the text belongs to is the last that says how texts are used. */
function isFilled(path: Path): boolean {
  if (path.includes('expect') || path.includes('capture') || BESIDE.has(path.at(-1) ?? '')) return false;
  const owner = path.findLastIndex((key, i) => typeof key === 'number' && isList(path[i - 1]));
  return path.slice(owner + 1).some((key) => FILLED.has(key)) && owner >= 0;
}

function isList(key: string | number | undefined): boolean {
  return key === 'steps' || key === 'before' || key === 'after' || key === 'communications';
}
