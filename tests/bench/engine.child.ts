/** Carries out one release with the whole engine, as the app does, in a process of its own; prints what it took. */

import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import type { RunEvent } from '#core/run/events.ts';
import { describeWhy } from '#core/words/run/describe-reason.ts';
import type { RunEnd, RunListener } from '#engine/run-handle.ts';
import { loadRelease } from '#operations/loaded-release.ts';
import { createRunSetup } from '#operations/run-setup.ts';
import { beginRun, type RunWish } from '#operations/start-run.ts';
import { unwrap } from '#support/ssh-fixture.ts';
import type { EngineTook, EngineWish } from './engine.ts';
import { LOOK_EVERY_MS, stallOf } from './measure.ts';
import { ENVIRONMENT } from './release-text.ts';

const WISH: RunWish = {
  plan: 'deployment',
  environment: ENVIRONMENT,
  limit: null,
  vars: {},
  mode: 'live',
  operator: 'bench',
  force: false,
};

const STATUS = '/proc/self/status';

const [wished = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await carryOut(JSON.parse(wished) as EngineWish)));

async function carryOut({ releaseFile, keyPath }: EngineWish): Promise<EngineTook> {
  const folder = await mkdtemp(join(dirname(releaseFile), 'library-'));
  const library = unwrap(await openLibrary(folder, { clock: createClock() }));
  const { setup, transport } = createRunSetup(library, dirname(releaseFile), {
    credentials: new Map([['default', { kind: 'key', path: keyPath, passphrase: null }]]),
    secrets: new Map(),
    knownHosts: [],
  });
  const loaded = unwrap(loadRelease(await readFile(releaseFile, 'utf8'), sha256));
  const watch = createWatch();
  const delay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
  delay.enable();
  try {
    const handle = unwrap(await beginRun({ setup, loaded, listener: watch.listener }, WISH));
    const took = watch.tell(await handle.ended);
    return { ...took, peakMb: peakMb(), stallMs: stallOf(delay) };
  } finally {
    await transport.close();
    library.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Linux counts to a process what it had before it became this program, which is as much as who started it: so that is asked otherwise there. */
function peakMb(): number {
  const told = existsSync(STATUS)
    ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8'))?.[1]
    : undefined;
  return (told === undefined ? process.resourceUsage().maxRSS : Number(told)) / 1024;
}

/** Notes when what was durable. */
function createWatch() {
  const began = performance.now();
  let started = began;
  const finishes: number[] = [];
  const note = (event: RunEvent): void => {
    if (event.type === 'runStarted') started = performance.now();
    if (event.type === 'attemptFinished') finishes.push(performance.now());
  };
  const listener: RunListener = { onEvents: (events) => events.forEach(note), onOutput: () => undefined };
  return {
    listener,
    tell(end: RunEnd): Omit<EngineTook, 'peakMb' | 'stallMs'> {
      if (end.kind !== 'finished' || end.state.outcome !== 'succeeded') throw new Error(whyNot(end));
      const over = performance.now();
      const stepMs = finishes.slice(1).map((at, index) => at - (finishes[index] ?? at));
      return { wholeMs: over - began, stepsMs: over - started, stepMs };
    },
  };
}

function whyNot(end: RunEnd): string {
  if (end.kind === 'broken') return `the run broke: ${end.error.message}`;
  const { outcome, outcomeReason, preflight } = end.state;
  const problems = (preflight?.hosts ?? []).flatMap((host) => host.problems).slice(0, 3);
  return `the run came to ${outcome ?? end.kind} (${describeWhy(outcomeReason) || 'no reason'}) ${JSON.stringify(problems)}`;
}
