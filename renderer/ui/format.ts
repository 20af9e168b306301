/** Words for counts; the same everywhere. */

/** `1 host`, `3 hosts`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
