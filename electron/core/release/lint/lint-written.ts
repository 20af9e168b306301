/** Every text of the file as it is written, with what becomes of it. */
import { RELEASE } from '../format/release.ts';
import { PlaceOfText } from '../format/uses.ts';
import type { Problems } from '../problems.ts';
import { keyOf, type ScalarNode, type YamlNode } from '../yaml/yaml-node.ts';
import { lintCutText, lintJoinedLines } from './lint-cut-texts.ts';
import { lintStray } from './lint-strays.ts';
import type { NamingText, WrittenText } from './written-text.ts';

const FILE = PlaceOfText.root(RELEASE.shape);

/** `text` is the file's, which `root` was read from. Returned are the texts that name something of the release. */
export function lintWritten(text: string, root: YamlNode, problems: Problems): readonly NamingText[] {
  const path: (string | number)[] = [];
  const naming: NamingText[] = [];
  let lineBreak = -1;
  visit(root, FILE);
  return naming;

  function visit(node: YamlNode | null, place: PlaceOfText): void {
    if (node?.kind === 'map') for (const entry of node.entries) visitInside(keyOf(entry), entry.value, place);
    else if (node?.kind === 'list')
      for (let i = 0; i < node.items.length; i += 1) visitInside(i, node.items[i] ?? null, place);
    else if (node?.kind === 'scalar' && isText(node)) {
      if (place.names !== null) naming.push({ names: place.names, text: node.value, path: [...path] });
      lintText({ scalar: node, use: place.use, path, isBroken: isBroken(node) });
    }
  }

  function visitInside(part: string | number, node: YamlNode | null, place: PlaceOfText): void {
    path.push(part);
    visit(node, place.inside(part));
    path.pop();
  }

  /** Texts come in the order of the file, so that each line break is looked for once. */
  function isBroken({ from, to }: ScalarNode): boolean {
    if (lineBreak < from) lineBreak = breakFrom(text, from);
    return lineBreak < to;
  }

  function lintText(written: WrittenText): void {
    lintStray(written, problems);
    lintJoinedLines(text, written, problems);
    lintCutText(text, written, problems);
  }
}

function isText(scalar: ScalarNode): scalar is WrittenText['scalar'] {
  return typeof scalar.value === 'string';
}

function breakFrom(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}
