/** Texts that YAML ends before their author does: in a text without quotes, ` #` begins a comment. */
import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { Path, Problems } from './problems.ts';
import { keyOf } from './source-place.ts';
import { keysOfUse } from './step-kinds.ts';

/** Keys of which a piece is never cut off on purpose without being seen. Under `env` and `vars` it is any key. */
const TEXTS: ReadonlySet<string | number> = new Set([
  ...keysOfUse('command', 'text'),
  ...['undo', 'done_if', 'cwd', 'when', 'from', 'sudo', 'address'],
  ...['title', 'items', 'nothing_to_undo', 'point_of_no_return', 'subject', 'body', 'notes', 'what'],
  ...['name', 'version', 'summary', 'features', 'affected', 'handover', 'escalation', 'triggers', 'success'],
]);
const COMMANDS: ReadonlySet<string | number> = new Set([...keysOfUse('command'), 'undo', 'done_if']);

export function lintCutTexts(text: string, root: Node, problems: Problems): void {
  visit(root, []);

  function visit(node: unknown, path: Path): void {
    if (isMap(node)) for (const pair of node.items) visit(pair.value, [...path, keyOf(pair)]);
    else if (isSeq(node)) for (const [i, item] of node.items.entries()) visit(item, [...path, i]);
    else if (isScalar(node)) lintScalar(node, path);
  }

  function lintScalar({ type, value, range }: Scalar, path: Path): void {
    if (type !== 'PLAIN' || typeof value !== 'string' || !range || !isText(path)) return;
    const [, gap = '', comment] = /^([ \t]+)#([^\n]*)/.exec(text.slice(range[1], range[1] + 200)) ?? [];
    if (comment === undefined || !isCut(value, comment, path)) return;
    problems.warn(
      { path, offset: value.length + gap.length },
      'text-cut',
      `the text ends at " #", as YAML takes the rest for a comment: quote it, or put the comment on a line of its own`,
    );
  }
}

function isText(path: Path): boolean {
  const key = path.findLast((each) => typeof each === 'string') ?? '';
  return TEXTS.has(key) || path.some((each) => each === 'env' || each === 'vars');
}

/** A comment has a space behind its sign; without one, or with a quote left open, it was meant as text. */
function isCut(value: string, comment: string, path: Path): boolean {
  if (/^[^\s#]/.test(comment)) return true;
  return COMMANDS.has(path.at(-1) ?? '') && ["'", '"'].some((quote) => value.split(quote).length % 2 === 0);
}
