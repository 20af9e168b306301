/** The engine over in-memory ports: a clock that goes when told to, hosts that answer by script, a store that can fail. */

import { createHash } from 'node:crypto';
import type { Plan } from '#core/plan/model.ts';
import type { RunEvent, RunEventBody, RunId } from '#core/run/events.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import {
  type Channel,
  type ChannelEnd,
  type Clock,
  type Link,
  type OutputSink,
  type RunStore,
  StoreFailure,
  type Stream,
  type Transport,
} from '#engine/ports.ts';
import { startRun } from '#engine/run-engine.ts';
import type { EnginePorts, RunHandle } from '#engine/run-handle.ts';
import { header, RUN } from '../run/run-fixture.ts';

/** What a host makes of a command: output, then an end; null keeps it going until it is ended. */
export interface Behaviour {
  readonly stdout?: readonly (string | Uint8Array)[];
  readonly stderr?: readonly string[];
  readonly end?: ChannelEnd | null;
  /** Nothing is said before the end: the host never started it. */
  readonly silent?: boolean;
}

export interface World {
  readonly ports: EnginePorts;
  /** Everything that left the engine or came to rest, in order: `append …`, `exec …`, `release`. */
  readonly trace: string[];
  readonly events: RunEvent[];
  /** How many events each append brought. */
  readonly commits: number[];
  output(step: string, host: string, attempt?: number): string;
  /** Payloads that hosts got, whole. */
  readonly payloads: string[];
  advance(ms: number): Promise<void>;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
  pending(): number;
  /** `onEvents` hears what was committed before the engine acts on it. */
  start(plan: Plan, onEvents?: (events: readonly RunEvent[]) => void): RunHandle;
  /** The store fails from the first append on that holds this type. */
  failOn(type: string): void;
}

export interface WorldOptions {
  behave?(text: string, time: number): Behaviour | undefined;
  readonly secrets?: Readonly<Record<string, string>>;
}

const FACTS: Behaviour = { stdout: ['hostname h\ntime 1795235100\nboot b\nlease none\nend facts\n'] };
const CLEAN: Behaviour = { stdout: ['clean\n'] };
const GONE: Behaviour = { stdout: ['gone\n'] };

export function createWorld(options: WorldOptions = {}): World {
  const trace: string[] = [];
  const payloads: string[] = [];
  const clock = createSimulatedClock();
  const store = createMemoryStore(trace);
  const times = new Map<string, number>();
  const ids = { n: 0 };
  const live = new Map<string, () => void>();

  function behave(payload: string): Behaviour {
    if (payload.includes('end facts')) return FACTS;
    if (payload.includes('echo clean')) return CLEAN;
    if (payload.includes('hp_wait')) {
      for (const end of live.values()) end();
      return GONE;
    }
    const time = (times.get(payload.slice(payload.indexOf('eval'))) ?? 0) + 1;
    times.set(payload.slice(payload.indexOf('eval')), time);
    return options.behave?.(payload, time) ?? {};
  }

  const transport: Transport = {
    connect: async (host) => ({ ok: true, value: linkTo(host.name) }),
    checkLinks: () => undefined,
    close: async () => undefined,
  };
  function linkTo(name: Link['host']): Link {
    return {
      host: name,
      hostKey: 'SHA256:key',
      lost: new Promise(() => undefined),
      exec: async (command, sink) => {
        trace.push(`exec ${name} ${command}`);
        return { ok: true, value: openChannel(name, sink) };
      },
      reachTcp: async () => ({ ok: true, value: null }),
    };
  }
  function openChannel(name: string, sink: OutputSink): Channel {
    let settle: (end: ChannelEnd) => void = () => undefined;
    const ended = new Promise<ChannelEnd>((resolve) => {
      settle = resolve;
    });
    return {
      async write(bytes) {
        const { payload, mark } = readLine(String(bytes));
        payloads.push(payload);
        const found = behave(payload);
        const nonce = /hp_nonce=([^\s;]+)/.exec(payload)?.[1] ?? 'none';
        const what = /eval '(.*)'/s.exec(payload)?.[1]?.split('\n')[0] ?? '';
        trace.push(`send ${name} ${what}`);
        await Promise.resolve();
        if (!found.silent) await sink('stdout', Buffer.from(`${nonce} 41 41\n`));
        for (const piece of found.stdout ?? []) await sink('stdout', Buffer.from(piece as string));
        for (const piece of found.stderr ?? []) await sink('stderr', Buffer.from(piece));
        const { end = { kind: 'exit', code: 0 } } = found;
        if (end?.kind === 'exit' && mark !== null) {
          // Its shell goes on: behind the job stand the processes before and after it, and in between the one that it said.
          for (const stream of ['stdout', 'stderr'] as const)
            await sink(stream, Buffer.from(`${mark} ${end.code} 40 41\n`));
          return;
        }
        if (end !== null) return settle(end);
        live.set(nonce, () => {
          void sink('stdout', Buffer.from('late'));
          settle({ kind: 'signal', signal: 'TERM' });
        });
      },
      endInput: () => undefined,
      onExit: () => undefined,
      ended,
      close: () => settle({ kind: 'lost', loss: { kind: 'closed-here', what: 'channel' } }),
    };
  }

  const ports: EnginePorts = {
    transport,
    store: store.port,
    clock: clock.port,
    ids: {
      runId: () => RUN,
      attemptId: () => {
        ids.n += 1;
        return `N${ids.n}X`;
      },
    },
    files: {} as EnginePorts['files'],
    network: {} as EnginePorts['network'],
    secrets: {
      get: async (name) => {
        const value = options.secrets?.[name];
        return value === undefined ? missing(name) : { ok: true, value };
      },
      async peek(name) {
        const value = options.secrets?.[name];
        return value === undefined ? null : { ok: true, value };
      },
    },
    secretChecks: {
      make: async (value) => `check of ${value.length}`,
      fits: async (value, check) => check === `check of ${value.length}`,
    },
    sha256: (data) => createHash('sha256').update(data).digest('hex'),
  };
  return {
    ports,
    trace,
    payloads,
    events: store.events,
    commits: store.commits,
    output: store.output,
    failOn: store.failOn,
    advance: clock.advance,
    settle: () => clock.advance(0),
    pending: clock.pending,
    start(plan, onEvents = () => undefined) {
      const lock = { release: () => void trace.push('release') };
      const listener = { onEvents, onOutput: () => undefined };
      const begun = startRun({ header: header(), plan }, ports, { lock, listener });
      if (!begun.ok) throw new Error(begun.error.message);
      return begun.value;
    },
  };
}

/** What a line of shell makes the host run, and what the fed shell puts behind it; null on a channel of its own. */
function readLine(line: string): { readonly payload: string; readonly mark: string | null } {
  const [mark = null] = /\u001e\S+ over/.exec(line) ?? [];
  const [, step] = /^\{ hp_text='(.*?[^'\\])'; hp_last/s.exec(line) ?? [];
  const own = step === undefined ? line : `${unquoted(step)}\n`;
  const [, quoted] = /eval '(.*)'; \}\n$/s.exec(own) ?? [];
  return { payload: quoted === undefined ? own : unquoted(quoted.replaceAll(`'"$hp_n"'`, '\n')), mark };
}

function unquoted(text: string): string {
  return text.replaceAll(`'\\''`, "'");
}

function createSimulatedClock() {
  let ms = 0;
  let waiting: { readonly at: number; readonly callback: () => void }[] = [];
  const port: Clock = {
    now: () => new Date(Date.UTC(2026, 10, 21, 4, 25) + ms),
    monotonicMs: () => ms,
    after(delay, callback) {
      const entry = { at: ms + delay, callback };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
  };
  async function advance(by: number): Promise<void> {
    const end = ms + by;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = waiting.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      ms = Math.max(ms, next.at);
      const due = waiting.filter(({ at }) => at <= ms);
      waiting = waiting.filter(({ at }) => at > ms);
      for (const { callback } of due) callback();
    }
    ms = end;
  }
  return { port, advance, pending: () => waiting.length };
}

function createMemoryStore(trace: string[]) {
  const events: RunEvent[] = [];
  const commits: number[] = [];
  const outputs = new Map<string, Record<Stream, Buffer>>();
  let failing: string | null = null;
  const add = (run: RunId, bodies: readonly RunEventBody[], at: string): readonly RunEvent[] => {
    if (failing !== null && bodies.some((body) => body.type === failing)) {
      trace.push(`fail ${failing}`);
      throw new StoreFailure('disk-full', 'The disk is full');
    }
    commits.push(bodies.length);
    const added = bodies.map((body, i) => ({ ...body, run, seq: events.length + i + 1, at }) as RunEvent);
    events.push(...added);
    for (const event of added) trace.push(`append ${describe(event)}`);
    return added;
  };
  const port = {
    append: add,
    createRun: (data, at) => ({ ok: true, value: add(data.run, [{ type: 'runCreated', data }], at) }),
    events: () => events,
    head: () => ({ seq: events.length, hash: hashOf(events.length) }),
    hashAt: (_run, seq) => (seq <= events.length ? hashOf(seq) : null),
    putDocument: () => '',
    document: () => null,
    freeBytes: () => null,
    lockRun: () => ({ release: () => void trace.push('release') }),
    openOutput: (ref) => {
      const key = `${ref.step}@${ref.host}#${ref.attempt}`;
      const kept = outputs.get(key) ?? { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
      outputs.set(key, kept);
      const digest = (stream: Stream) => ({
        bytes: kept[stream].length,
        sha256: createHash('sha256').update(kept[stream]).digest('hex'),
      });
      return {
        write: (stream, bytes) => {
          kept[stream] = Buffer.concat([kept[stream], bytes]);
          return kept[stream].length;
        },
        sizes: () => ({ stdout: kept.stdout.length, stderr: kept.stderr.length }),
        finish: () => ({ stdout: digest('stdout'), stderr: digest('stderr') }),
      };
    },
  } as RunStore;
  return {
    port,
    events,
    commits,
    output: (step: string, host: string, attempt = 1) =>
      String(outputs.get(`${step}@${host}#${attempt}`)?.stdout ?? ''),
    failOn: (type: string) => {
      failing = type;
    },
  };
}

function hashOf(seq: number): string {
  return createHash('sha256').update(String(seq)).digest('hex');
}

function describe(event: RunEvent): string {
  return 'step' in event.data ? `${event.type} ${event.data.step}@${event.data.host}` : event.type;
}

function missing(name: string) {
  const reason = {
    kind: 'secret-missing',
    code: 'secret-missing',
    name,
    fault: { kind: 'unknown' },
  } as const;
  return { ok: false, error: { code: reason.code, message: describeReason(reason), reason } } as const;
}
