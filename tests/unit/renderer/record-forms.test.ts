import { describe, expect, it } from 'vitest';
import { keysAt } from '#core/release/format/shape-at.ts';
import { figuresFrom, figuresText, formOfShape } from '#features/release/records/field-values.ts';
import { labelKey } from '#features/release/records/field-words.ts';
import { freeRecordId } from '#features/release/records/record-id.ts';

const STEP = keysAt(['deployment', 'phases', 0, 'steps', 0]);

function shapeOf(keys: ReturnType<typeof keysAt>, key: string) {
  const found = keys.get(key);
  if (found === undefined) throw new Error(`the format has no ${key}`);
  return found.shape;
}

describe('a field of a form', () => {
  it.each([
    ['cwd', 'text'],
    ['mode', 'choice'],
    ['evidence', 'flag'],
    ['env', 'pairs'],
    ['retry', 'group'],
    ['items', 'texts'],
  ])('for %s is a %s, by what the format says of it', (key, form) => {
    expect(formOfShape(shapeOf(STEP, key))).toBe(form);
  });

  it('writes counts, percentages and words as the file has them, and reads them back', () => {
    const exit = shapeOf(keysAt(['deployment', 'phases', 0, 'steps', 0, 'expect']), 'exit');
    const batches = shapeOf(keysAt(['deployment', 'phases', 0, 'rollout']), 'batches');
    expect(figuresFrom('0', exit)).toBe(0);
    expect(figuresFrom('0, 2', exit)).toEqual([0, 2]);
    expect(figuresFrom('rest', batches)).toEqual(['rest']);
    expect(figuresFrom(' 1,25%  rest ', batches)).toEqual([1, '25%', 'rest']);
    expect(figuresFrom(' ', exit)).toBeUndefined();
    for (const value of [[1, '25%', 'rest'], ['50%']])
      expect(figuresFrom(figuresText(value), batches)).toEqual(value);
  });

  it('is called as people call it', () => {
    expect(['lead_time', 'sha256', 'response', 'cwd'].map(labelKey)).toEqual([
      'Lead time',
      'SHA-256',
      'Response',
      'Folder',
    ]);
  });
});

it('a record gets an id of its first words that no other has', () => {
  expect(freeRecordId('The prices are wrong on the night', [])).toBe('the-prices-are-wrong-on');
  expect(freeRecordId('Disk', ['disk', 'disk-2'])).toBe('disk-3');
  expect(freeRecordId('42 %', [])).toBe('');
});
