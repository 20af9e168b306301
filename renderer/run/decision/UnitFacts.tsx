import { useEffect, useState } from 'react';
import { messageOf } from '#bridge/failure.ts';
import { describeTask } from '#core/plan/show.ts';
import type { UnitRef } from '#core/run/events.ts';
import { type Attempt, lastAttempt, plannedUnit, unitOf } from '#core/run/state.ts';
import type { Stream } from '#core/run/stream.ts';
import { formatMoment } from '#core/words/figures/format-time.ts';
import { Pieces } from '#ui/output/OutputRow.tsx';
import { readRows } from '#ui/output/output-text.ts';
import { bytesFromBase64 } from '#ui/output/output-window.ts';
import type { Row } from '#ui/output/row-writer.ts';
import { SafeLines } from '#ui/output/SafeLines.tsx';
import { observedUntil } from '../live/heard.ts';
import { useOpenRun, useRun, useRunState } from '../live/run-context.ts';
import classes from './decision.module.css';

/** What is known of an attempt whose outcome was not observed: what was sent, when, and until when it was watched. */
export function UnknownFacts({ unit }: { readonly unit: UnitRef }) {
  const state = useRunState();
  const heard = useRun((store) => store.heard);
  const found = unitOf(state, unit);
  const attempt = found && lastAttempt(found);
  if (!attempt) return null;
  return (
    <dl className={classes.facts}>
      <dt>Begun</dt>
      <dd>{formatMoment(attempt.intendedAt)}</dd>
      <dt>Seen until</dt>
      <dd>{describeUntil(attempt, observedUntil(found, heard))}</dd>
      <dt>Process</dt>
      <dd>{describeProcess(attempt)}</dd>
      <dt>Record</dt>
      <dd>
        {attempt.tracked
          ? 'The host keeps a record of it; looking again may find the outcome'
          : 'The host keeps none; looking again finds nothing'}
      </dd>
      <dt>Sent</dt>
      <dd>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard */}
        <pre tabIndex={0} className={classes.sent}>
          <SafeLines text={attempt.command || describeTask(plannedUnit(state.plan, unit).task)} />
        </pre>
      </dd>
    </dl>
  );
}

function describeUntil(attempt: Attempt, seenUntil: string | null): string {
  const at = seenUntil ?? attempt.finished?.at ?? null;
  return at === null ? 'not known' : `${formatMoment(at)}, with these last lines`;
}

function describeProcess({ pid, group }: Attempt): string {
  if (pid === null) return 'not known; its start was not seen';
  return group === null || group === pid ? `pid ${pid}` : `pid ${pid}, group ${group}`;
}

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
    const tail = async (stream: Stream): Promise<readonly Row[]> => {
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
  if (problem) return <p className={classes.quiet}>{problem}</p>;
  if (rows.length === 0) return <p className={classes.quiet}>It printed nothing.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard
    <section className={classes.lastLines} aria-label="Last lines of its output" tabIndex={0}>
      {rows.map((row) => (
        <div key={row.offset}>
          <Pieces pieces={row.pieces} />
        </div>
      ))}
    </section>
  );
}
