/** A piece of a release file that somebody copied: entries of a list, in this program or in any editor. */
import { entryText } from './edit-release.ts';
import type { JsonValue } from './revision.ts';
import { readSource } from './source.ts';

export interface FragmentEntry {
  readonly value: JsonValue;
  /** With its comments, its dash at the start of a line; null where it was written in brackets. */
  readonly written: string | null;
}

/** Longer is no piece of a file that somebody means to paste. */
const LONGEST = 1024 * 1024;

/** Its entries; of one mapping without a dash that one. Empty where it is neither. */
export function readFragment(text: string): readonly FragmentEntry[] {
  if (text.length > LONGEST) return [];
  const lines = withoutIndent(text);
  const list = `list:\n${lines}\n`;
  const { data } = readSource(list);
  const found = data?.['list'];
  if (Array.isArray(found))
    return found.map((value: JsonValue, at) => ({ value, written: entryText(list, ['list', at]) }));
  const alone = readSource(lines).data;
  return alone === null ? [] : [{ value: alone, written: null }];
}

/** Without the blanks that all lines begin with; the first may lack them, where less than a line was selected. */
function withoutIndent(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\t', '    ').trimEnd().split('\n');
  const [first = '', ...others] = lines.slice(lines.findIndex((line) => line.trim() !== ''));
  const full = others.filter((line) => line.trim() !== '');
  const least = Math.min(...full.map(depthOf));
  if (!Number.isFinite(least)) return first.trimStart();
  const isDashBelow = full.some((line) => line.startsWith('- ', least));
  const dashAt = first.startsWith('- ') && !isDashBelow ? least - 2 : least;
  const indent = depthOf(first) === 0 ? Math.max(0, dashAt) : Math.min(depthOf(first), least);
  return [first.slice(Math.min(indent, depthOf(first))), ...others.map((line) => line.slice(indent))].join(
    '\n',
  );
}

function depthOf(line: string): number {
  return line.search(/\S|$/);
}
