/** The hash of the event with this seq. */
export function fakeHead(seq: number): string {
  return seq.toString(16).padStart(4, '0').padEnd(64, '4f2a91c07b6e5d');
}
