/** Texts that YAML reads as others than their author: in one without quotes ` #` begins a comment, and lines are joined. */
import { RELEASE } from './format/release.ts';
import { textUseAt } from './format/uses.ts';
import { joinedLines } from './joined-lines.ts';
import type { Problems } from './problems.ts';
import { keyOf, type ScalarNode, type YamlNode } from './yaml-node.ts';

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
    const joined = typeof value === 'string' ? joinedLines(text, scalar) : null;
    if (joined !== null && textUseAt(path, RELEASE.shape) === 'command')
      problems.warn({ path: [...path], offset: 0 }, 'lines-joined', joined.message);
    if (style !== 'plain' || typeof value !== 'string' || !isBlank(text[to])) return;
    const [, gap = '', comment] = /^([ \t]+)#([^\n]*)/.exec(text.slice(to, to + 200)) ?? [];
    const use = comment === undefined ? null : textUseAt(path, RELEASE.shape);
    if (comment === undefined || use === null || !isCut(value, comment, use === 'command')) return;
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

/** A comment has a space behind its sign; without one, or with a quote left open, it was meant as text. */
function isCut(value: string, comment: string, isCommand: boolean): boolean {
  if (/^[^\s#]/.test(comment)) return true;
  return isCommand && ["'", '"'].some((quote) => value.split(quote).length % 2 === 0);
}
