/** What differs between two runs of a step on a host, in words: the same in the app and in the terminal. */
import type { Difference, StreamComparison, UnitComparison } from '../../run/comparison.ts';
import type { Stream } from '../../run/stream.ts';
import { formatCount } from '../figures/format-count.ts';
import { labelSignal } from './label-signal.ts';

export function describeDifference({ of, from, to }: Difference): string {
  return `${of}: ${formatValue(of, from)} → ${formatValue(of, to)}`;
}

function formatValue(of: Difference['of'], value: Difference['from']): string {
  if (value === null) return 'none';
  return of === 'signal' ? labelSignal(String(value)) : String(value);
}

/** Everything of it, apart from the lines of output themselves. */
export function describeDifferences({ changed, stdout, stderr }: UnitComparison): readonly string[] {
  return [
    ...changed.map(describeDifference),
    ...describeStream('stdout', stdout),
    ...describeStream('stderr', stderr),
  ];
}

/** Also says what is the same but for times and ids; nothing where it is identical. */
export function describeStream(stream: Stream, compared: StreamComparison | null): readonly string[] {
  if (compared === null || compared.identical) return [];
  const { added, removed, byHash, sameAfterNormalising, lines } = compared;
  if (byHash) return [`${stream}: differs; too large to show, compared by hash and size only`];
  if (sameAfterNormalising) return [`${stream}: the same but for times, process ids and ids of the runs`];
  const unseen = lines.length === 0 ? '; not shown, because there are too many' : '';
  return [`${stream}: ${formatCount(added, 'line')} added, ${removed} removed${unseen}`];
}
