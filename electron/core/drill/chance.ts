/** Chance that a seed decides: the same seed draws the same, on every machine. */

export interface Chance {
  /** From 0 up to 1. */
  next(): number;
  /** From 0 up to `count`, whole. */
  below(count: number): number;
  /** One of them; undefined where there is none. */
  pick<T>(of: readonly T[]): T | undefined;
  /** What is drawn for `name` alone, whatever was drawn before: an order of events that changes moves no other draw. */
  of(name: string): Chance;
}

/** By mulberry32, of the seed and a name. */
export function createChance(seed: number, name = ''): Chance {
  let state = hash(`${seed} ${name}`);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    pick: (of) => of[below(of.length)],
    of: (other) => createChance(seed, `${name} ${other}`),
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let found = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) found = Math.imul(found ^ text.charCodeAt(at), 0x01000193);
  return found | 0;
}

/** How many times as long as expected something takes: the middle is 1, nine of ten lie between 0.66 and 1.5, none beyond 3. */
export function drawStretch(chance: Chance): number {
  const normal = Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());
  return Math.min(3, Math.max(0.5, Math.exp(SPREAD * normal)));
}

const SPREAD = 0.25;
