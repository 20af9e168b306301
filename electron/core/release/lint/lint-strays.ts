/** Values written where none are filled in: they would stay as they are written, and a secret would look like one that is kept. */
import type { Problems } from '../problems.ts';
import type { WrittenText } from './written-text.ts';

const VALUE = /\{\{\s*(vars|host|release|step|run|secret)\.[^}]*\}\}/;

export function lintStray({ scalar, use, path }: WrittenText, problems: Problems): void {
  if (use === 'command' || use === 'filled' || !scalar.value.includes('{{')) return;
  const found = VALUE.exec(scalar.value);
  if (found === null) return;
  const [written, space] = found;
  const at = { path: [...path], offset: found.index };
  if (space === 'secret')
    problems.error(at, 'misplaced-secret', `${written} may be used only in env and sudo`);
  else if (use === 'kept')
    problems.error(at, 'value-not-filled', `${written} is not filled in here; write the text itself`);
  else
    problems.warn(at, 'value-not-filled', `${written} is not filled in here; it is shown as it is written`);
}
