/** Random choices that come again with the same seed. */

export interface Random {
  /** From 0 up to, not including, 1. */
  part(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  oneOf<T>(choices: readonly [T, ...T[]]): T;
  /** True so often of a hundred. */
  percent(often: number): boolean;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const part = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    part,
    between: (least, most) => least + Math.floor(part() * (most - least + 1)),
    oneOf: (choices) => choices[Math.floor(part() * choices.length)] ?? choices[0],
    percent: (often) => part() * 100 < often,
  };
}
