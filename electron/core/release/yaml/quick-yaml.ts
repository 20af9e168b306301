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
  if (lines.includes('\r')) return null;
  const reading = readLines(lines);
  return reading && movedReading(reading, placesBefore(text, lines.length));
}

/** Where a place is in the text, of which `length` characters are left when each line break takes one. */
function placesBefore(text: string, length: number): (at: number) => number {
  const moved = new Uint32Array(length + 1);
  for (let at = 0, count = 0; at < length; at += 1) {
    if (text.charCodeAt(at + count) === CARRIAGE_RETURN) count += 1;
    moved[at + 1] = count;
  }
  return (at) => at + (moved[at] ?? 0);
}

const CARRIAGE_RETURN = 13;

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
