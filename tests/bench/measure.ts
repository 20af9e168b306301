/** What a measurement says, and how both sides of it are timed: alternating, in one run, medians. */

/** One line of the table. */
export interface Figure {
  readonly what: string;
  /** Empty: a count. */
  readonly unit: 'ms' | 'MB' | 'MB/s' | '';
  readonly ours: number;
  /** Null where there is nothing to hold it against. */
  readonly reference: { readonly name: string; readonly value: number } | null;
  /** Ours against the reference; null without one. */
  readonly ratio: number | null;
  readonly target: Target | null;
}

export type Target =
  /** Our time may be this many times the reference's. */
  | { readonly ratioAtMost: number }
  /** Our rate must be this many times the reference's. */
  | { readonly ratioAtLeast: number }
  | { readonly at: 'most'; readonly value: number };

export interface Measurement {
  readonly name: string;
  readonly title: string;
  measure(): Promise<readonly Figure[]>;
}

export type Side = () => Promise<number>;

/** Values of every side, one per round, in the order of the rounds. */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** Times every side once a round; every other round goes backwards, so that drift hits all alike. */
export async function alternate<Name extends string>(
  rounds: number,
  sides: Readonly<Record<Name, Side>>,
): Promise<Rounds<Name>> {
  const names = Object.keys(sides) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) values[name].push(await sides[name]());
  }
  return values;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? (high + (sorted[middle - 1] ?? Number.NaN)) / 2 : high;
}

export interface Compared {
  readonly what: string;
  readonly unit?: Figure['unit'];
  readonly ours: readonly number[];
  readonly reference: { readonly name: string; readonly values: readonly number[] };
  readonly target: Target | null;
}

/** The ratio is the median of the rounds' own ratios: what slowed a whole round is not in it. */
export function compare({ what, unit = 'ms', ours, reference, target }: Compared): Figure {
  const ratios = ours.map((value, round) => value / (reference.values[round] ?? Number.NaN));
  return {
    what,
    unit,
    ours: median(ours),
    reference: { name: reference.name, value: median(reference.values) },
    ratio: median(ratios),
    target,
  };
}

/** How often an event loop is looked at. */
export const LOOK_EVERY_MS = 5;

/** How late it was at worst. */
export function stallOf({ max }: { readonly max: number }): number {
  return Math.max(0, max / 1e6 - LOOK_EVERY_MS);
}

interface Stalled {
  readonly stallMs: number;
}

/** How late the event loop of our engine was at worst, in the middle one of the rounds; beside that of a bare script where one did the same. */
export function longestStall(what: string, runs: readonly Stalled[], raw: readonly Stalled[] = []): Figure {
  const middle = (each: readonly Stalled[]): number => median(each.map(({ stallMs }) => stallMs));
  return {
    what: `${what}: longest stall of the engine`,
    unit: 'ms',
    ours: middle(runs),
    reference: raw.length === 0 ? null : { name: 'raw ssh2', value: middle(raw) },
    ratio: raw.length === 0 ? null : middle(runs) / middle(raw),
    target: { at: 'most', value: 100 },
  };
}

export async function timed(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
