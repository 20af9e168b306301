/** What is waited for of a program that carries out a run. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, EngineEnd } from './engine.ts';

/** An engine that takes longer hangs. */
const LIMIT_MS = 180_000;

/** So many events after the start, and that much later. */
export interface Moment {
  readonly lines: number;
  readonly ms: number;
}

/** It ended by itself: well, with a run that waits, or with hosts that were not fit since their sessions went. */
export function expectFair({ exit, stderr, stdout }: EngineEnd): void {
  if (exit === null || exit === 2 || /^error: (?!lost|timeout)/m.test(stderr))
    throw new Error(`the engine ended with ${exit}:\n${stderr}\n${stdout.slice(-2000)}`);
}

/** Throws where it hangs. */
export async function untilEnd(engine: Engine): Promise<EngineEnd> {
  const over = new AbortController();
  const end = await Promise.race([engine.ended, hung(engine, over.signal)]);
  over.abort();
  return end;
}

async function hung(engine: Engine, over: AbortSignal): Promise<EngineEnd> {
  await sleep(LIMIT_MS, null, { signal: over }).catch(() => null);
  if (over.aborted) return engine.ended;
  engine.child.kill('SIGKILL');
  const { stdout, stderr } = await engine.ended;
  throw new Error(`the engine hung:\n${stderr}\n${stdout.slice(-4000)}`);
}

/** False when it ended before. */
export async function reached({ child, lines }: Engine, moment: Moment): Promise<boolean> {
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  while (!isOver() && lines() < moment.lines) await sleep(5);
  if (!isOver() && moment.ms > 0) await sleep(moment.ms);
  return !isOver();
}
