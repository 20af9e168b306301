/** `rollout`: batches, how many at a time, and when it stops. */
import type { Fields } from './fields.ts';
import type { BatchSize, Rollout } from './model.ts';

const KEYS = ['batches', 'parallel', 'stop_after', 'pause'];

export function readRollout(fields: Fields): Rollout | null {
  const inner = fields.inner('rollout', KEYS);
  if (!inner) return null;
  refuseAfterRest(inner);
  return {
    batches: inner.list('batches', (value, path) => {
      const size = readBatch(value);
      if (!size)
        inner.reading.problems.error(
          path,
          'bad-batch',
          'a batch is a count of hosts (1), a percentage ("25%") or rest',
        );
      return size;
    }),
    parallel: inner.wholeNumber('parallel', 1, 10_000),
    stopAfter: readStopAfter(inner),
    pause: inner.oneOf('pause', ['hold', 'none']) ?? 'none',
  };
}

function refuseAfterRest(fields: Fields): void {
  const written = fields.raw('batches');
  if (!Array.isArray(written)) return;
  const rest = written.indexOf('rest');
  if (rest < 0 || rest === written.length - 1) return;
  const path = [...fields.path, 'batches', rest + 1];
  fields.reading.problems.error(
    path,
    'bad-batch',
    '"rest" takes all hosts that are left, so no batch can follow it',
  );
}

function readBatch(value: unknown): BatchSize | null {
  if (value === 'rest') return { kind: 'rest' };
  return readAmount(value);
}

function readAmount(
  value: unknown,
): { kind: 'count'; count: number } | { kind: 'percent'; percent: number } | null {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1)
    return { kind: 'count', count: value };
  const [, percent] = typeof value === 'string' ? (/^(\d+(?:\.\d+)?)%$/.exec(value) ?? []) : [];
  const amount = Number(percent);
  return percent !== undefined && amount > 0 && amount <= 100 ? { kind: 'percent', percent: amount } : null;
}

function readStopAfter(fields: Fields): Rollout['stopAfter'] {
  if (!fields.has('stop_after')) return null;
  const amount = readAmount(fields.raw('stop_after'));
  if (!amount)
    fields.error(
      'stop_after',
      'bad-number',
      '"stop_after" is a count of bad hosts (1) or a percentage ("10%")',
    );
  return amount;
}
