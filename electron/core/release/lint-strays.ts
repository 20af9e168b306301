/** Values written where none are filled in: they would stay as they are written, and a secret would look like one that is kept. */
import { RELEASE } from './format/release.ts';
import { textUseAt } from './format/uses.ts';
import type { Path, Problems } from './problems.ts';
import type { JsonObject, JsonValue } from './revision.ts';

const VALUE = /\{\{\s*(vars|host|release|step|run|secret)\.[^}]*\}\}/;

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
  const use = found === null ? null : textUseAt(path, RELEASE.shape);
  if (found === null || use === 'command' || use === 'filled') return;
  const [written, space] = found;
  const at = { path, offset: found.index };
  if (space === 'secret') problems.error(at, 'misplaced-secret', `${written} may stand only in env and sudo`);
  else if (use === 'kept')
    problems.error(at, 'value-not-filled', `${written} is not filled in here; write the text itself`);
  else
    problems.warn(at, 'value-not-filled', `${written} is not filled in here; it is shown as it is written`);
}
