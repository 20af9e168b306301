/** `rollout`: batches, how many at a time, and when it stops. */
import { listOf } from './collections.ts';
import type { Fields } from './fields.ts';
import { oneOf, wholeNumber } from './scalars.ts';
import { defaulting, mapping, optional, type Read } from './table.ts';
import type { Shape, ValueType } from './value-type.ts';

type Amount =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number };

/** A batch size: a count of hosts, a percentage of them, or all that are left. */
export type BatchSize = Amount | { readonly kind: 'rest' };

const AMOUNT_SHAPE: Shape = {
  kind: 'either',
  of: [
    { kind: 'scalar', schema: { type: 'integer', minimum: 1 } },
    { kind: 'scalar', schema: { type: 'string', pattern: '^\\d+(\\.\\d+)?%$' } },
  ],
};

const BATCH: ValueType<BatchSize> = {
  read: (value, path, { problems }) => {
    const size = value === 'rest' ? ({ kind: 'rest' } as const) : amountOf(value);
    if (size === null)
      problems.error(path, 'bad-batch', 'a batch is a count of hosts (1), a percentage ("25%") or rest');
    return size;
  },
  absent: null,
  isText: false,
  shape: { kind: 'either', of: [AMOUNT_SHAPE, { kind: 'scalar', schema: { const: 'rest' } }] },
};

const BAD_HOSTS: ValueType<Amount> = {
  read: (value, path, { problems }) => {
    const amount = amountOf(value);
    if (amount === null)
      problems.error(
        path,
        'bad-number',
        '"stop_after" is a count of failed hosts (1) or a percentage ("10%")',
      );
    return amount;
  },
  absent: null,
  isText: false,
  shape: AMOUNT_SHAPE,
};

function amountOf(value: unknown): Amount | null {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1)
    return { kind: 'count', count: value };
  const [, percent] = typeof value === 'string' ? (/^(\d+(?:\.\d+)?)%$/.exec(value) ?? []) : [];
  const amount = Number(percent);
  return percent !== undefined && amount > 0 && amount <= 100 ? { kind: 'percent', percent: amount } : null;
}

/** Hosts at a time, where neither a step nor its phase says how many. */
export const DEFAULT_PARALLEL = 10;

const KEYS = {
  batches: optional(listOf(BATCH), 'how many hosts each batch has: counts, percentages and, last, rest'),
  parallel: optional(wholeNumber(1, 10_000), `how many hosts at a time; without it, ${DEFAULT_PARALLEL}`),
  stop_after: optional(BAD_HOSTS, 'how many failed hosts, over the whole step, end it'),
  pause: defaulting(oneOf('hold', 'none'), 'whether it asks before every batch but the first', {
    default: 'none',
  }),
};

export type RolloutKeys = Read<typeof KEYS>;

export const ROLLOUT = mapping('rollout', KEYS, (rollout, fields) => {
  refuseAfterRest(fields);
  return rollout;
});

function refuseAfterRest(fields: Fields): void {
  const written = fields.raw('batches');
  if (!Array.isArray(written)) return;
  const rest = written.indexOf('rest');
  if (rest < 0 || rest === written.length - 1) return;
  fields.reading.problems.error(
    [...fields.path, 'batches', rest + 1],
    'bad-batch',
    '"rest" takes all hosts that are left, so no batch can follow it',
  );
}
