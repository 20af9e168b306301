import { readFile } from 'node:fs/promises';
import type { FontFace } from '#core/report/fonts.ts';

/** The fonts that the build wrote down; none where it wrote none, and then a document takes those of the machine. */
export async function readPaperFonts(path: string): Promise<readonly FontFace[]> {
  const text = await readFile(path, 'utf8').catch(() => '[]');
  return JSON.parse(text) as FontFace[];
}
