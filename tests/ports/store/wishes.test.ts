import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { leaveWish, takeWishes } from '#adapters/files/run-wishes.ts';
import type { RunEventBody, RunId } from '#core/run/events.ts';
import type { Clock } from '#engine/ports.ts';
import { wish } from '#operations/wish-of-run.ts';
import { AT, RUN, runCreated, started, test } from './library-fixture.ts';

const PAUSE = { kind: 'pause', by: 'anna', note: 'Phone call' } as const;

/** A clock on which waiting takes no time. */
function hurriedClock(): Clock {
  let ms = 0;
  return {
    now: () => new Date(AT),
    monotonicMs: () => ms,
    after(delay, callback) {
      ms += delay;
      const turn = setImmediate(callback);
      return () => clearImmediate(turn);
    },
  };
}

describe('a wish of another program', () => {
  test('is taken once, in the order in which wishes were left', ({ store }) => {
    leaveWish(store.folder, RUN, PAUSE);
    expect(takeWishes(store.folder, RUN)).toEqual([PAUSE]);
    expect(takeWishes(store.folder, RUN)).toEqual([]);
  });

  test('may log a defect or close one', ({ store }) => {
    const defect = {
      kind: 'log-defect',
      by: 'anna',
      severity: 'minor',
      text: 'slow',
      step: null,
      host: null,
    } as const;
    const closing = { kind: 'close-defect', by: 'anna', defect: 1, note: 'warm' } as const;
    for (const each of [defect, closing]) leaveWish(store.folder, RUN, each);
    expect(takeWishes(store.folder, RUN)).toHaveLength(2);
    leaveWish(store.folder, RUN, defect);
    expect(takeWishes(store.folder, RUN)).toEqual([defect]);
  });

  test('that is none is removed, and a run id that is none names no folder', ({ store }) => {
    const folder = join(store.folder, 'wishes', RUN);
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of [
      ['a', '{'],
      ['b', '{"kind":"skip","by":"x","note":null}'],
      ['c', '[]'],
    ])
      writeFileSync(join(folder, `${name}.json`), text ?? '');
    expect(takeWishes(store.folder, RUN)).toEqual([]);
    expect(() => takeWishes(store.folder, '../..' as RunId)).toThrow('not a run id');
  });

  test('is taken back where the program that carries the run out does not answer', async ({ store }) => {
    const library = await store.open();
    const planSha256 = library.putDocument('{"format":1,"hosts":[],"steps":[],"waves":[]}');
    const created = runCreated(library);
    library.append(RUN, [{ ...created, data: { ...created.data, planSha256 } } as RunEventBody, started], AT);
    const lock = library.lockRun(RUN);
    expect(await wish({ library, clock: hurriedClock(), run: RUN }, PAUSE)).toMatchObject({
      code: 'no-reply',
      message: expect.stringContaining('did not answer within 10 s'),
    });
    expect(takeWishes(store.folder, RUN)).toEqual([]);
    lock?.release();
    expect(await wish({ library, clock: hurriedClock(), run: RUN }, PAUSE)).toMatchObject({
      code: 'not-carried-out',
    });
  });
});
