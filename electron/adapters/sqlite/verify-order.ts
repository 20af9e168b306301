/**
 * What came first among several runs is told by the order in which the library recorded their events, which no run's own
 * chain holds. The library's chain does: a run's events stand between its opening and its seals there.
 */
import type { ChainFinding, ChainRow } from '#core/run/chain.ts';

/** Where events of the library's chain that speak of a run stand, as places in the order of recording. */
export interface RunPlaces {
  readonly opened: number | null;
  /** `seq`: the newest event of the run at that time. */
  readonly seals: readonly { readonly seq: number; readonly place: number }[];
}

export const NO_PLACES: RunPlaces = { opened: null, seals: [] };

/** What is wrong with a chain, and in a sound one what is wrong with its order among the others. */
export function withOrder(
  chain: readonly ChainFinding[],
  order: () => readonly ChainFinding[],
): readonly ChainFinding[] {
  return chain.length > 0 ? chain : order();
}

/** The first event that stands where it was not recorded; `places` are those of the rows. */
export function verifyOrder(
  rows: readonly ChainRow[],
  places: readonly number[],
  { opened, seals }: RunPlaces,
): readonly ChainFinding[] {
  const isInPlace = (row: ChainRow, index: number): boolean => {
    const place = places[index] ?? 0;
    const before = places[index - 1] ?? opened ?? 0;
    return (
      place > before && seals.every((seal) => (row.seq <= seal.seq ? place < seal.place : place > seal.place))
    );
  };
  const moved = rows.find((row, index) => !isInPlace(row, index));
  return moved === undefined
    ? []
    : [{ run: moved.run, seq: moved.seq, code: 'order-changed', type: moved.type }];
}
