import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
