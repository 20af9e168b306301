/** Counts and sizes: the same figures on screen, in the terminal and on paper. */

/** `1 host`, `3 hosts`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What a person is told units are: `1 step on a host`, `3 steps on hosts`. */
export function formatUnitCount(count: number): string {
  return formatCount(count, 'step on a host', 'steps on hosts');
}

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'];

/** `1 byte`, `812 bytes`, `3.4 KiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return formatCount(bytes, 'byte');
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length);
  return `${(bytes / 1024 ** power).toFixed(1)} ${UNITS[power - 1] ?? ''}`;
}

/** What a list of the first few leaves out: `and 12 more`. */
export function formatMore(count: number): string {
  return `and ${count} more`;
}

/** The first few names, and the rest by number: `web1, web2, web3, web4 and 12 more`. */
export function formatNames(names: readonly string[], shown = 4): string {
  return names.length > shown
    ? `${names.slice(0, shown).join(', ')} ${formatMore(names.length - shown)}`
    : names.join(', ');
}
