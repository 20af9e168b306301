import { describe, expect, it } from 'vitest';
import { ALL_ROWS, keptRows, nextBad, tagsOf } from '../../../renderer/features/cockpit/grid-rows.ts';

const PLAN = {
  hosts: [
    { name: 'web1', tags: ['web', 'eu'] },
    { name: 'web2', tags: ['web'] },
    { name: 'db1', tags: ['db'] },
  ],
} as never;
const KEYS = ['', 'web1', 'web2', 'db1'];
const unit = (step: string, host: string | null) => ({ step, host }) as never;
const BAD = [unit('one', 'web2'), unit('two', 'db1'), unit('two', null)];

describe('the rows of the grid', () => {
  it('are the very same list where nothing is chosen', () => {
    expect(keptRows(KEYS, { plan: PLAN, bad: BAD }, ALL_ROWS)).toBe(KEYS);
    expect(tagsOf(PLAN)).toEqual(['db', 'eu', 'web']);
  });

  it.each([
    [{ tag: 'web', onlyBad: false }, ['web1', 'web2']],
    [{ tag: null, onlyBad: true }, ['', 'web2', 'db1']],
    [{ tag: 'web', onlyBad: true }, ['web2']],
    [{ tag: 'eu', onlyBad: true }, []],
  ])('are those of a tag, and those on which something is not ok: %j', (filter, left) => {
    expect(keptRows(KEYS, { plan: PLAN, bad: BAD }, filter)).toEqual(left);
  });

  it('lead from one that is not ok to the next, and from the last to the first', () => {
    const [first, second, last] = BAD;
    expect([nextBad(BAD, null), nextBad(BAD, unit('one', 'web1'))]).toEqual([first, first]);
    expect([nextBad(BAD, first ?? null), nextBad(BAD, last ?? null)]).toEqual([second, first]);
    expect(nextBad([], null)).toBeNull();
  });
});
