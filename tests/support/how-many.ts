/**
 * Some tests try random cases, or the same in many surroundings, and find more the longer they look: every build tries a part of them,
 * `npm run test:long` all.
 */
export const IS_LONG = process.env['HOLDPOINT_LONG'] === '1';

/** How many cases to try. */
export function howMany(inEveryBuild: number, inTheLongRun: number): number {
  return IS_LONG ? inTheLongRun : inEveryBuild;
}

/** Of cases that begin with their name: those that every build tries, or all. */
export function someOf<Case extends readonly [string, ...unknown[]]>(
  cases: readonly Case[],
  inEveryBuild: readonly string[],
): readonly Case[] {
  return IS_LONG ? cases : cases.filter(([name]) => inEveryBuild.includes(name));
}
