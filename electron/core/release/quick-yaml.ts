/**
 * Reads YAML as release files are written, many times faster than the YAML library: mappings, lists, texts of every style, and
 * brackets on one line. It never judges: where it meets anything else, or anything wrong, the library reads the text.
 */
import { readLines } from './quick-reader.ts';
import type { MapNode, YamlNode } from './yaml-node.ts';

/** What the library reads exactly as this would; null for a text that is left to the library. */
export function readQuickly(text: string): MapNode | null {
  if (text.startsWith('\ufeff')) return null;
  if (!text.includes('\r')) return readLines(text);
  const lines = text.replaceAll('\r\n', '\n');
  if (lines.includes('\r') || /(?<!\r)\n/.test(text)) return null;
  const root = readLines(lines);
  return root && (moved(root, placesBefore(lines)) as MapNode);
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

function moved(node: YamlNode, placeOf: (at: number) => number): YamlNode {
  const place = { from: placeOf(node.from), to: placeOf(node.to) };
  const move = (inner: YamlNode | null): YamlNode | null => inner && moved(inner, placeOf);
  switch (node.kind) {
    case 'scalar':
      return { ...node, ...place };
    case 'list':
      return { ...node, ...place, items: node.items.map(move) };
    case 'map': {
      const entries = node.entries.map(({ key, value }) => ({ key: move(key), value: move(value) }));
      return { ...node, ...place, entries };
    }
  }
}
