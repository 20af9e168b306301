import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { makeShapesModule } from '#build/log-shapes.mjs';
import { hasShape } from '#core/run/log-shape.ts';

it('the shapes of a log are those of its types (npm run log-shapes makes them so)', () => {
  const module = new URL('../../../electron/core/run/shapes.ts', import.meta.url);
  expect(readFileSync(module, 'utf8')).toBe(makeShapesModule());
});

const finished = { outcome: 'failed', reason: { kind: 'exit', code: 3, expected: [0] } };
const event = (data: object) => hasShape('RunEventBody', { type: 'runFinished', data });

it('what a program of ours writes has the shape, with what may be missing, and with what a later one adds', () => {
  expect(event(finished)).toBe(true);
  expect(event({ ...finished, reason: null })).toBe(true);
  expect(event({ ...finished, recordsLeft: [{ host: 'web1', reason: { kind: 'no-answer' } }] })).toBe(true);
  expect(event({ ...finished, addedLater: 1 })).toBe(true);
});

it.each<readonly [string, object]>([
  ['a value that there is not', { ...finished, outcome: 'forged' }],
  ['a key that is missing', { outcome: 'failed' }],
  ['a key that every object has', { ...finished, outcome: 'constructor' }],
  ['another type', { ...finished, reason: { kind: 'exit', code: '3', expected: [0] } }],
  ['a number without end', { ...finished, reason: { kind: 'exit', code: Infinity, expected: [0] } }],
  [
    'a reason within a reason that is none',
    { ...finished, reason: { kind: 'reconnecting', host: 'web1', because: {} } },
  ],
  ['a list that is a mapping', { ...finished, recordsLeft: {} }],
])('%s has not', (_what, data) => {
  expect(event(data)).toBe(false);
});
