/** Two outputs line by line: what was added, what went, and some lines around it. */
import { diffArrays } from 'diff';
import type { DiffLine } from '#core/run/comparison.ts';
import { linesOf, type Normaliser } from '#core/run/normalise.ts';

/** One of the outputs, with what takes out of its lines what differs from run to run. */
export interface Side {
  readonly output: string;
  readonly normalise: Normaliser;
}

export interface LineDiff {
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly DiffLine[];
}

/** Lines that are shown at most, and of each so many characters. */
const MOST_LINES = 200;
const LONGEST_SHOWN = 2_000;
/** Lines around a difference. */
const AROUND = 3;
/** Outputs with more differing lines are not lined up: that would take long and help nobody. */
const MOST_EDITS = 2_000;

/** Lines are compared with each other normalised, and shown as they are. */
export function diffLines(a: Side, b: Side): LineDiff {
  const [from, to] = [readSide(a), readSide(b)];
  const all = linedUp(from, to) ?? notLinedUp(from, to);
  return {
    added: count(all, '+'),
    removed: count(all, '-'),
    lines: nearDifferences(all).slice(0, MOST_LINES).map(shortened),
  };
}

interface Lines {
  readonly keys: readonly string[];
  readonly texts: readonly string[];
}

function readSide({ output, normalise }: Side): Lines {
  const texts = linesOf(output);
  return { keys: texts.map(normalise), texts };
}

function linedUp(from: Lines, to: Lines): readonly DiffLine[] | null {
  const changes = diffArrays([...from.keys], [...to.keys], { maxEditLength: MOST_EDITS });
  if (!changes) return null;
  let [atFrom, atTo] = [0, 0];
  return changes.flatMap(({ added, removed, count }): DiffLine[] => {
    const texts = removed ? from.texts.slice(atFrom, atFrom + count) : to.texts.slice(atTo, atTo + count);
    if (!added) atFrom += count;
    if (!removed) atTo += count;
    const kind = added ? '+' : removed ? '-' : ' ';
    return texts.map((text) => ({ kind, text }));
  });
}

/** Lines that the other does not have, wherever they stand: first those that went, then those that came. */
function notLinedUp(from: Lines, to: Lines): readonly DiffLine[] {
  return [...missingFrom(to, from, '-'), ...missingFrom(from, to, '+')];
}

function missingFrom(there: Lines, here: Lines, kind: '+' | '-'): readonly DiffLine[] {
  const left = new Map<string, number>();
  for (const key of there.keys) left.set(key, (left.get(key) ?? 0) + 1);
  return here.keys.flatMap((key, i): DiffLine[] => {
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0 ? [] : [{ kind, text: here.texts[i] ?? '' }];
  });
}

function nearDifferences(all: readonly DiffLine[]): readonly DiffLine[] {
  const isNear = new Uint8Array(all.length);
  all.forEach(({ kind }, i) => {
    if (kind !== ' ') isNear.fill(1, Math.max(0, i - AROUND), i + AROUND + 1);
  });
  return all.filter((_, i) => isNear[i] === 1);
}

function count(all: readonly DiffLine[], kind: DiffLine['kind']): number {
  return all.reduce((sum, line) => sum + (line.kind === kind ? 1 : 0), 0);
}

function shortened({ kind, text }: DiffLine): DiffLine {
  return { kind, text: text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text };
}
