import { describe, expect, it } from 'vitest';
import { describeRollout, describeWrittenRollout } from '#core/plan/sentence.ts';

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

describe('describeWrittenRollout', () => {
  const written = { batches: [] as string[], parallel: 10, stopAfter: null, pauses: false };
  it.each([
    [[], '1 batch: all hosts; 10 at a time'],
    [['rest'], '1 batch: all hosts; 10 at a time'],
    [['25%'], 'batches: 25% each; 10 at a time'],
    [['1', '2', '5'], 'batches: 1, 2, then 5 each; 10 at a time'],
    [['1', '25%', 'rest'], 'batches: 1, 25%, rest; 10 at a time'],
  ])('says of batches %j that the last one repeats', (batches, sentence) => {
    expect(describeWrittenRollout({ ...written, batches })).toBe(sentence);
  });

  it('says who begins the next batch, and leaves to each step at how many failed hosts it stops', () => {
    expect(describeWrittenRollout({ ...written, batches: ['1', 'rest'], pauses: true })).toBe(
      'batches: 1, rest; 10 at a time; each batch but the first starts only when a person releases it',
    );
    expect(describeWrittenRollout({ ...written, stopAfter: '10%' })).toContain(
      'stops once 10% of its hosts have failed',
    );
  });
});
