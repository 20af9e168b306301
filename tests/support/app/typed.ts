/** What the app keeps of what is typed and not said yet. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '#support/cli-fixture.ts';

/** A page says nothing of it, so the file is looked at. */
export async function untilKept(folder: string, ...texts: readonly string[]): Promise<void> {
  const file = join(folder, 'profile', 'typed.json');
  await until(() => {
    const kept = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return texts.every((text) => kept.includes(text));
  });
}
