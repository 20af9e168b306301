import { describe, expect, it } from 'vitest';
import { describeRollout } from '#core/plan/sentence.ts';

describe('describeRollout', () => {
  it.each([
    [
      { batches: [1, 4, 11], parallel: 10, stopAfter: 1 },
      '3 batches: 1, 4, 11 hosts; 10 at a time; stops at the first failed host',
    ],
    [
      { batches: [1], parallel: 10, stopAfter: 1 },
      '1 batch: 1 host; 10 at a time; stops at the first failed host',
    ],
    [{ batches: [4], parallel: 1, stopAfter: 3 }, '1 batch: 4 hosts; 1 at a time; stops at 3 failed hosts'],
    [
      { batches: [1, 1], parallel: 10, stopAfter: null },
      '2 batches: 1, 1 hosts; 10 at a time; continues past failed hosts',
    ],
  ])('says %j in one sentence', (numbers, sentence) => {
    expect(describeRollout(numbers)).toBe(sentence);
  });
});
