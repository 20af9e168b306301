/** Texts that YAML reads as others than their author: in one without quotes ` #` begins a comment, and lines are joined. */
import { joinedLines } from './joined-lines.ts';
import type { Path, Problems } from './problems.ts';
import { keysOfUse } from './step-kinds.ts';
import { keyOf, type ScalarNode, type YamlNode } from './yaml-node.ts';

/** Keys of which a piece is never cut off on purpose without being seen. Under `env` and `vars` it is any key. */
const TEXTS: ReadonlySet<string | number> = new Set([
  ...keysOfUse('command', 'text'),
  ...['undo', 'done_if', 'cwd', 'when', 'from', 'sudo', 'address'],
  ...['title', 'items', 'nothing_to_undo', 'point_of_no_return', 'subject', 'body', 'notes', 'what'],
  ...['name', 'version', 'summary', 'features', 'affected', 'handover', 'escalation', 'triggers', 'success'],
]);
const COMMANDS: ReadonlySet<string | number> = new Set([...keysOfUse('command'), 'undo', 'done_if']);

export function lintCutTexts(text: string, root: YamlNode, problems: Problems): void {
  const path: (string | number)[] = [];
  visit(root);

  function visit(node: YamlNode | null): void {
    if (node?.kind === 'map') for (const entry of node.entries) visitAt(keyOf(entry), entry.value);
    else if (node?.kind === 'list') for (const [i, item] of node.items.entries()) visitAt(i, item);
    else if (node?.kind === 'scalar') lintScalar(node);
  }

  function visitAt(key: string | number, node: YamlNode | null): void {
    path.push(key);
    visit(node);
    path.pop();
  }

  function lintScalar(scalar: ScalarNode): void {
    const { style, value, to } = scalar;
    const joined =
      COMMANDS.has(path.at(-1) ?? '') && typeof value === 'string' ? joinedLines(text, scalar) : null;
    if (joined !== null) problems.warn({ path: [...path], offset: 0 }, 'lines-joined', joined.message);
    if (style !== 'plain' || typeof value !== 'string' || !isBlank(text[to]) || !isText(path)) return;
    const [, gap = '', comment] = /^([ \t]+)#([^\n]*)/.exec(text.slice(to, to + 200)) ?? [];
    if (comment === undefined || !isCut(value, comment, path)) return;
    problems.warn(
      { path: [...path], offset: value.length + gap.length },
      'text-cut',
      `the text ends at " #", as YAML takes the rest for a comment: quote it, or put the comment on a line of its own`,
    );
  }
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
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
