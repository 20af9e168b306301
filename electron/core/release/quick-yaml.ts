/**
 * Reads YAML as release files are written, many times faster than the YAML library: mappings, lists, texts of every style, and
 * brackets on one line. It never judges: an entry that holds anything else, or anything wrong, the library reads.
 */
import { readLines } from './quick-reader.ts';
import type { YamlReading } from './yaml-library.ts';
import { moveNode } from './yaml-node.ts';

/** What the library reads exactly as this would; null for a text that is left to the library as a whole. */
export function readQuickly(text: string): YamlReading | null {
  if (text.startsWith('\ufeff')) return null;
  if (!text.includes('\r')) return readLines(text);
  const lines = text.replaceAll('\r\n', '\n');
  if (lines.includes('\r') || /(?<!\r)\n/.test(text)) return null;
  const reading = readLines(lines);
  return reading && movedReading(reading, placesBefore(lines));
}

/** Where a place of a text is when each line break takes two characters. */
function placesBefore(text: string): (at: number) => number {
  const breaks = new Uint32Array(text.length + 1);
  for (let at = 0, count = 0; at < text.length; at += 1) {
    if (text[at] === '\n') count += 1;
    breaks[at + 1] = count;
  }
  return (at) => at + (breaks[at] ?? 0);
}

function movedReading(
  { root, refusals, errors, second }: YamlReading,
  placeOf: (at: number) => number,
): YamlReading {
  return {
    root: root && moveNode(root, placeOf),
    refusals: refusals.map((refusal) => ({ ...refusal, offset: placeOf(refusal.offset) })),
    errors: errors.map((error) => ({ ...error, pos: [placeOf(error.pos[0]), placeOf(error.pos[1])] })),
    second: second === null ? null : placeOf(second),
  };
}
