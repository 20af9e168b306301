import { useEffect, useState } from 'react';
import { messageOf } from '#bridge/failure.ts';
import type { UnitRef } from '#core/run/events.ts';
import { Pieces } from '#ui/output/OutputRow.tsx';
import { readRows } from '#ui/output/output-text.ts';
import { bytesFromBase64 } from '#ui/output/output-window.ts';
import type { Row } from '#ui/output/row-writer.ts';
import { useOpenRun, useRun } from '../live/run-context.ts';
import classes from './decision.module.css';

const LINES = 4;
const TAIL = 4096;

/** The last lines that an attempt printed: standard error where there is any, standard output otherwise. */
export function LastLines({ unit, attempt }: { readonly unit: UnitRef; readonly attempt: number }) {
  const { bridge } = useOpenRun();
  const run = useRun((store) => store.run);
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const { step, host } = unit;
  useEffect(() => {
    let current = true;
    const tail = async (stream: 'stdout' | 'stderr'): Promise<readonly Row[]> => {
      const place = { run, step, host, attempt, stream };
      const { total } = await bridge.call('output.read', { ...place, from: 0, limit: 1 });
      if (total === 0) return [];
      const from = Math.max(0, total - TAIL);
      const slice = await bridge.call('output.read', { ...place, from, limit: TAIL });
      return readRows(bytesFromBase64(slice.bytes), { from, raw: false }).slice(-LINES);
    };
    const read = async (): Promise<void> => {
      const { unsound } = await bridge.call('output.check', { run, step, host, attempt });
      if (unsound !== null) throw new Error(unsound);
      const errors = await tail('stderr');
      const shown = errors.length > 0 ? errors : await tail('stdout');
      if (current) setRows(shown);
    };
    read().catch((cause: unknown) => (current ? setProblem(messageOf(cause)) : undefined));
    return () => {
      current = false;
    };
  }, [bridge, run, step, host, attempt]);
  if (problem) return <p className={classes['quiet']}>{problem}</p>;
  if (rows.length === 0) return <p className={classes['quiet']}>It printed nothing.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes['lastLines']} aria-label="Last lines of its output" tabIndex={0}>
      {rows.map((row) => (
        <div key={row.offset}>
          <Pieces pieces={row.pieces} />
        </div>
      ))}
    </section>
  );
}
