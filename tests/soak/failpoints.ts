/** Named points at which the engine's process is killed, made of its ports: the product knows nothing of them. */
import { Worker } from 'node:worker_threads';
import type { Library } from '#adapters/sqlite/library.ts';
import type { RunEventBody } from '#core/run/events.ts';
import type { Channel, Link, Transport } from '#engine/ports.ts';
import type { RunSetup } from '#operations/start-run.ts';

export const POINTS = [
  /** Before the intent is on disk. */
  'before-intent',
  /** The intent is on disk, nothing was sent. */
  'after-intent',
  /** A part of the payload is on its way. */
  'sending',
  /** The whole payload is on its way, and nobody heard of it. */
  'sent',
  /** The host said that it had started. */
  'running',
  /** The outcome was seen and is not on disk. */
  'ended',
  /** While the outcome is put on disk. */
  'committing',
  /** While the host takes away what the run left there. */
  'cleaning',
  /** What was left is gone; the end of the run is not on disk. */
  'cleaned',
] as const;
export type Point = (typeof POINTS)[number];

export interface Failpoint {
  readonly point: Point;
  /** Which time of getting there it is. */
  readonly nth: number;
  /** From 0 up to 1: where in the payload, or when in the work, it strikes. */
  readonly part: number;
}

/** Long enough for what was written to leave the process. */
const LEAVE_MS = 30;
/** A commit takes less. */
export const LONGEST_COMMIT_MS = 6;
const LONGEST_RUN_MS = 150;

export function withFailpoint(setup: RunSetup, failpoint: Failpoint): RunSetup {
  const trap = createTrap(failpoint);
  return {
    ...setup,
    library: wrapLibrary(setup.library, trap),
    ports: { ...setup.ports, transport: wrapTransport(setup.ports.transport, trap) },
  };
}

interface Trap extends Failpoint {
  /** Whether this is the time. */
  strikes(point: Point): boolean;
  /** Attempts whose intent is on disk and whose payload was not written yet. */
  readonly intended: Set<string>;
  /** Kills during what the main thread does next. */
  killSoon(): void;
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function createTrap(failpoint: Failpoint): Trap {
  const { point: wanted, part } = failpoint;
  const killSoon = wanted === 'committing' ? startKiller(part * LONGEST_COMMIT_MS) : die;
  let left = failpoint.nth;
  return {
    ...failpoint,
    intended: new Set(),
    killSoon,
    strikes(point) {
      if (point !== wanted) return false;
      left -= 1;
      return left === 0;
    },
  };
}

/** A thread that waits to be told, waits that long more, and kills the process whatever the main thread does. */
function startKiller(ms: number): () => void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const text = `const { workerData: { cell, ms } } = require('node:worker_threads');
Atomics.wait(cell, 0, 0);
const until = performance.now() + ms;
while (performance.now() < until);
process.kill(process.pid, 'SIGKILL');`;
  new Worker(text, { eval: true, workerData: { cell, ms } }).unref();
  return () => {
    Atomics.store(cell, 0, 1);
    Atomics.notify(cell, 0);
  };
}

function wrapLibrary(library: Library, trap: Trap): Library {
  const has = (events: readonly RunEventBody[], type: RunEventBody['type']): boolean =>
    events.some((event) => event.type === type);
  return {
    ...library,
    append(run, events, at) {
      const intends = has(events, 'attemptIntended');
      const finishes = has(events, 'attemptFinished');
      if (intends && trap.strikes('before-intent')) die();
      if (finishes && trap.strikes('ended')) die();
      if (has(events, 'runFinished') && trap.strikes('cleaned')) die();
      if (finishes && trap.strikes('committing')) trap.killSoon();
      const appended = library.append(run, events, at);
      if (intends && trap.strikes('after-intent')) die();
      if (has(events, 'attemptStarted') && trap.strikes('running'))
        setTimeout(die, trap.part * LONGEST_RUN_MS);
      for (const event of events) if (event.type === 'attemptIntended') trap.intended.add(event.data.id);
      return appended;
    },
  };
}

function wrapTransport(transport: Transport, trap: Trap): Transport {
  const links = new WeakMap<Link, Link>();
  return {
    close: () => transport.close(),
    checkLinks: (because) => transport.checkLinks(because),
    async connect(host, hosts) {
      const opened = await transport.connect(host, hosts);
      if (!opened.ok) return opened;
      const wrapped = links.get(opened.value) ?? wrapLink(opened.value, trap);
      links.set(opened.value, wrapped);
      return { ok: true, value: wrapped };
    },
  };
}

function wrapLink(link: Link, trap: Trap): Link {
  return {
    host: link.host,
    hostKey: link.hostKey,
    lost: link.lost,
    ...(link.openSsh ? { openSsh: link.openSsh } : {}),
    reachTcp: (address, port, timeoutMs) => link.reachTcp(address, port, timeoutMs),
    async exec(command, sink, when) {
      const opened = await link.exec(command, sink, when);
      return opened.ok ? { ok: true, value: wrapChannel(opened.value, trap) } : opened;
    },
  };
}

function wrapChannel(channel: Channel, trap: Trap): Channel {
  const write = (bytes: Uint8Array | string): Promise<void> => channel.write(bytes);
  return {
    ended: channel.ended,
    endInput: () => channel.endInput(),
    onExit: (callback) => channel.onExit(callback),
    close: () => channel.close(),
    write(bytes) {
      const point = typeof bytes === 'string' ? pointOf(bytes, trap) : null;
      if (typeof bytes !== 'string' || point === null) return write(bytes);
      setTimeout(die, LEAVE_MS);
      return write(point === 'sent' ? bytes : bytes.slice(0, Math.ceil(bytes.length * trap.part)));
    },
  };
}

/** Which of the points this payload is, when it is the time for it. */
function pointOf(payload: string, trap: Trap): 'sending' | 'sent' | 'cleaning' | null {
  const attempt = [...trap.intended].find((id) => payload.includes(id));
  if (attempt !== undefined) {
    trap.intended.delete(attempt);
    return trap.strikes('sending') ? 'sending' : trap.strikes('sent') ? 'sent' : null;
  }
  return payload.includes('echo clean') && trap.strikes('cleaning') ? 'cleaning' : null;
}
