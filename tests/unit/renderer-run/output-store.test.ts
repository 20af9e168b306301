import { expect, it } from 'vitest';
import type { Bridge } from '#bridge/bridge.ts';
import type { RunId, UnitRef } from '#core/run/events.ts';
import { createOutputStore } from '#run/output/output-store.ts';

const RUN = 'r-20261121-0425-7k3q' as RunId;
const UNIT = { step: 'linger', host: 'app1' } as unknown as UnitRef;
const PLACE = { ...UNIT, attempt: 1, stream: 'stdout' } as const;

it('shows output that came while its size was being asked for, though nothing comes after it', async () => {
  let stored = '';
  const answers: (() => void)[] = [];
  const call = (
    _command: string,
    { from, limit, stream }: { from: number; limit: number; stream: string },
  ) => {
    const text = stream === 'stdout' ? stored : '';
    const bytes = Buffer.from(text.slice(from, from + limit)).toString('base64');
    return new Promise((resolve) => answers.push(() => resolve({ bytes, from, total: text.length })));
  };
  const store = createOutputStore({ call } as unknown as Bridge, RUN);
  const shown = store.getState().show(PLACE);
  stored = 'lingering\n';
  store.getState().hear({
    kind: 'outputGrew',
    run: RUN,
    grown: [
      {
        step: 'linger',
        host: 'app1',
        attempt: 1,
        stream: 'stdout',
        total: stored.length,
        at: '2026-11-21T02:50:00.000Z',
      },
    ],
  });
  const answerAll = async (): Promise<void> => {
    while (answers.length > 0) {
      answers.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await answerAll();
  await shown;
  await answerAll();
  const { window, totals } = store.getState();
  expect(totals.stdout).toBe(stored.length);
  expect(Buffer.from(window.bytes).toString()).toBe(stored);
});
