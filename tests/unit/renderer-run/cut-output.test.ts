import { expect, it } from 'vitest';
import type { Bridge } from '#bridge/bridge.ts';
import type { RunId, UnitRef } from '#core/run/events.ts';
import { createOutputStore } from '#run/output/output-store.ts';
import { rowsOf } from '#run/output/rows-of.ts';
import { textOf } from '#ui/output/output-text.ts';

const KEPT = 'first\nsecond\nlast\n';
const CUT = {
  gaps: [{ at: 13, bytes: 700, lines: 70 }],
  whole: { bytes: 718, sha256: 'f'.repeat(64) },
};

it('has a row of our own where something is left out of an output, whatever of it is held', async () => {
  const call = (_command: string, { from, limit }: { from: number; limit: number }) => {
    const bytes = Buffer.from(KEPT.slice(from, from + limit)).toString('base64');
    return Promise.resolve({ bytes, from, total: KEPT.length, cut: CUT });
  };
  const store = createOutputStore({ call } as unknown as Bridge, 'r-20261121-0425-7k3q' as RunId);
  const unit = { step: 'flood', host: 'app1' } as unknown as UnitRef;
  await store.getState().show({ ...unit, attempt: 1, stream: 'stdout' });
  const { window, cut } = store.getState();
  expect(cut).toEqual(CUT);
  const shown = (raw: boolean) => rowsOf(window, { raw, cut }).map((row) => [row.offset, textOf(row)]);
  const mark = '[Holdpoint left out 700 bytes with 70 line ends here: counted and hashed, not kept]';
  expect(shown(false)).toEqual([
    [0, 'first'],
    [6, 'second'],
    [13, mark],
    [13, 'last'],
  ]);
  expect(shown(true)).toEqual(shown(false));
  const rows = rowsOf(window, { raw: false, cut });
  expect(rows[2]?.pieces.every(({ escaped }) => escaped)).toBe(true);
  expect(rowsOf({ ...window, from: 20 }, { raw: false, cut })).toHaveLength(2);
});
