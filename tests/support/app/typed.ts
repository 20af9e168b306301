/** What the app keeps of what is typed and not said yet. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '#support/cli-fixture.ts';

/** A page says nothing of it, so the file is looked at; it lies with what is the window's own. */
export async function untilKept(folder: string, ...texts: readonly string[]): Promise<void> {
  await until(() => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const kept = files
      .filter((file) => file.endsWith('typed.json'))
      .map((file) => readWhereThere(join(folder, file)));
    return texts.every((text) => kept.some((each) => each.includes(text)));
  });
}

/** It is replaced while it is looked for. */
function readWhereThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
