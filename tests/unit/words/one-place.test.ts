import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Places where the sources say something that one room alone may say. */
function found(pattern: RegExp, folders: readonly string[], room: RegExp): readonly string[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: ROOT }))
    .filter((file) => !room.test(file))
    .flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
}

const ALL = ['electron', 'renderer'] as const;

it('figures and times are formatted in core/words alone, so that one language is decided there', () => {
  const formatting =
    /\.toLocale\w+\(|\.toFixed\(|\bnew Intl\.(?!Collator)|\bIntl\.(Number|Relative|Plural|List)/;
  expect(found(formatting, ALL, /^electron\/core\/words\//)).toEqual([]);
});

it('no screen chooses the form of a word by a number itself', () => {
  expect(found(/=== 1 \?\s*['"`]/, ['renderer'], /^renderer\/ui\//)).toEqual([]);
});

/** What stands between the tags of an element, where it is text alone: words of its own, and holes for values. */
function isGlued(node: ts.Node): boolean {
  if (!ts.isJsxElement(node) && !ts.isJsxFragment(node)) return false;
  const hole = (child: ts.JsxChild): boolean =>
    ts.isJsxExpression(child) && child.expression !== undefined && !ts.isStringLiteral(child.expression);
  const word = (child: ts.JsxChild): boolean => ts.isJsxText(child) && /\p{L}{2}/u.test(child.text);
  const { children } = node;
  return children.some(word) && children.some(hole) && !children.some(holdsElement);
}

function holdsElement(node: ts.Node): boolean {
  if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) return true;
  return ts.forEachChild(node, holdsElement) ?? false;
}

it('a sentence with values in it is one text with places for them, and not pieces beside each other', () => {
  const glued: string[] = [];
  for (const file of globSync('renderer/**/*.tsx', { cwd: ROOT })) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
    const visit = (node: ts.Node): void => {
      if (isGlued(node))
        glued.push(
          `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${node.getText()}`,
        );
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  expect(glued).toEqual([]);
});
