import { describe, expect, it } from 'vitest';
import { type Bridge, createBridge } from '#bridge/bridge.ts';
import type { RunEvent, RunId } from '#core/run/events.ts';
import { backoutRows } from '#features/backout/backout-rows.ts';
import {
  createBackoutStore,
  type ShortenedList,
  WHOLE_LIST,
  whyNotYet,
} from '#features/backout/backout-store.ts';
import { createFakeRunApi } from '#support/fake-run-api.ts';
import { samplePlan } from '#support/sample-plan.ts';

const PLAN = samplePlan(
  ['web-1', 'web-2'],
  [
    { id: 'drain', title: 'Drain', phase: 'Deploy', undo: 'enable' },
    { id: 'migrate', title: 'Migrate', phase: 'Deploy', noReturn: 'no way back' },
  ],
);

async function opened(begun: ShortenedList = WHOLE_LIST, onStarted = (): void => undefined) {
  const api = createFakeRunApi({ plan: PLAN });
  const store = createBackoutStore(
    createBridge(() => api),
    '7f3a9c' as RunId,
    { begun, onStarted },
  );
  await store.getState().read.load();
  return store;
}

describe('the page of a backout', () => {
  it('shows points of no return first and by themselves, then everything in its order', async () => {
    const { shown } = (await opened()).getState().list;
    const rows = backoutRows(shown!.backout, shown!.concerns);
    expect(rows.map((row) => (row.kind === 'heading' ? row.title : row.key))).toEqual([
      'Points of no return',
      'no-return:migrate',
      'Undo, newest first',
      'drain@web-2',
      'drain@web-1',
    ]);
  });

  it('begins with what was left out of it before, and why', async () => {
    const store = await opened({
      limit: '',
      struck: [['drain@web-1', 'It is being replaced']],
      operator: 'Kim of the late shift',
    });
    expect(store.getState().order.operator).toBe('Kim of the late shift');
    const { units } = store.getState().list.shown!.backout;
    expect(units.map(({ host, struck }) => [host, struck])).toEqual([
      ['web-2', null],
      ['web-1', 'It is being replaced'],
    ]);
  });

  it('is proposed to whoever resumed the run last', async () => {
    const bridge = createBridge(() => createFakeRunApi({ plan: PLAN }));
    const run = '7f3a9c' as RunId;
    const detail = await bridge.call('run.open', { run });
    const { seq = 0, at = '' } = detail.events.at(-1) ?? {};
    const taken: RunEvent = { run, seq: seq + 1, at, type: 'runResumed', data: { by: 'Kim', inFlight: [] } };
    const resumed = { ...detail, events: [...detail.events, taken] };
    const call: Bridge['call'] = async (command, input) =>
      command === 'run.open' ? (resumed as never) : bridge.call(command, input);
    const store = createBackoutStore({ ...bridge, call }, run);
    await store.getState().read.load();
    expect(store.getState().order.operator).toBe('Kim');
  });

  it('is not started before each point was acknowledged, and not without an operator', async () => {
    const store = await opened();
    expect(whyNotYet(store.getState())).toBe('1 point has to be acknowledged.');
    store.getState().approve.acknowledge('no-return:migrate', true);
    expect(whyNotYet(store.getState())).toBeNull();
    store.getState().approve.nameOperator(' ');
    expect(whyNotYet(store.getState())).toBe('Enter who carries it out.');
  });

  it('lets go of what was typed once it is started, and not before', async () => {
    let started = 0;
    const store = await opened(WHOLE_LIST, () => {
      started += 1;
    });
    store.getState().approve.acknowledge('no-return:migrate', true);
    expect(started).toBe(0);
    expect(await store.getState().approve.start()).not.toBeNull();
    expect(started).toBe(1);
  });

  it('keeps what was acknowledged and who was named while the same is so', async () => {
    const store = await opened();
    store.getState().approve.acknowledge('no-return:migrate', true);
    store.getState().approve.nameOperator('somebody');
    await store.getState().read.load();
    expect([...store.getState().order.acknowledged]).toEqual(['no-return:migrate']);
    expect(store.getState().order.operator).toBe('somebody');
    store.getState().approve.nameOperator('');
    await store.getState().read.load();
    expect(store.getState().order.operator).toBe('');
  });

  it('leaves several lines out together, for one reason', async () => {
    const store = await opened();
    store.getState().mark.select(['drain@web-1', 'drain@web-2'], true);
    await store.getState().shorten.strike([...store.getState().marks.selected], 'both are fine');
    const { list, marks } = store.getState();
    expect(list.shown!.backout.units.map(({ struck }) => struck)).toEqual(['both are fine', 'both are fine']);
    expect(marks.selected.size).toBe(0);
    expect(whyNotYet(store.getState())).toBe('There is nothing to undo.');
    await store.getState().shorten.restore('drain@web-1');
    expect(store.getState().list.shown!.backout.units.map(({ struck }) => struck)).toEqual([
      'both are fine',
      null,
    ]);
  });
});
