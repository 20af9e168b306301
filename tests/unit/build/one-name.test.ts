/** A name that stands for two ideas is read wrong by whoever comes from the other file. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');

it('no two files give one name to types of theirs', () => {
  const files = globSync('{electron,renderer}/**/*.{ts,tsx}', { cwd: ROOT });
  const homes = new Map<string, string[]>();
  for (const file of files)
    for (const [, name = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(
      /^export (?:interface|type) ([A-Z]\w*)/gm,
    ))
      homes.set(name, [...(homes.get(name) ?? []), file]);
  expect(homes.size).toBeGreaterThan(500);
  expect([...homes].filter(([, of]) => of.length > 1)).toEqual([]);
});
