/** The world of a drill: emulated hosts of the release's own inventory, a clock of its own, a log in memory, and faults. Nothing leaves it. */
import { createHash } from 'node:crypto';
import { createChance } from '#core/drill/chance.ts';
import type { DrillFault } from '#core/drill/faults.ts';
import { textFor } from '#core/drill/printed.ts';
import { createTimes, type DrillTimes, type StepTimes } from '#core/drill/times.ts';
import type { Plan } from '#core/plan/model.ts';
import { fileOfTask } from '#core/plan/task-files.ts';
import type { Host, HostName } from '#core/release/model.ts';
import type { RunId } from '#core/run/events.ts';
import type { Clock, Files, Link, Network, RunStore, Sha256, Transport, WorldPorts } from '#engine/ports.ts';
import { StoreFailure } from '#engine/ports.ts';
import { createDrillClock, type DrillClock } from './drill-clock.ts';
import { DrillHost } from './drill-host.ts';
import { createDrillStore, type DrillStore } from './drill-store.ts';
import { createScripts } from './striking.ts';
import { createWorkBook } from './work.ts';

export interface DrillSetup {
  readonly plan: Plan;
  readonly faults: readonly DrillFault[];
  readonly seed: number;
  readonly history: StepTimes;
  readonly startsAt: Date;
}

export interface DrillWorld {
  readonly clock: DrillClock;
  readonly store: DrillStore;
  readonly times: DrillTimes;
  newRun(): RunId;
  /** Starts the program on the workstation; the one before it is gone without a word. */
  boot(): Pick<Program, 'ports' | 'powerLost'>;
  /** What is begun from now on is of this plan; faults strike in the plan of the release alone. */
  open(plan: Plan): void;
}

export function createDrillWorld(setup: DrillSetup): DrillWorld {
  const { faults, seed, history, startsAt } = setup;
  const clock = createDrillClock(startsAt);
  const book = createWorkBook();
  const store = createDrillStore(book.heed);
  const slow = faults.find((fault) => fault.kind === 'time-runs-out');
  const times = createTimes(createChance(seed), history, slow?.factor ?? 1);
  const hosts = new Map<HostName, DrillHost>();
  let current = setup.plan;
  let program: Program | null = null;
  let ids = 0;
  const nextId = (): number => {
    ids += 1;
    return ids;
  };
  const scriptOf = createScripts({
    faults,
    times,
    clock,
    book,
    plan: () => current,
    host: (name) => hosts.get(name),
    losePower: (forMs) => program?.losePower(forMs),
  });
  for (const host of [...setup.plan.hosts, ...(setup.plan.frame?.hosts ?? [])])
    hosts.set(host.name, new DrillHost(host, scriptOf(host.name), clock));
  return {
    clock,
    store,
    times,
    newRun: () => `drill-${seed}-${store.runs.size + 1}` as RunId,
    open(plan) {
      current = plan;
      book.open(plan);
    },
    boot() {
      program?.cut();
      for (const host of hosts.values()) host.abandon();
      program = startProgram({ plan: setup.plan, clock, store, hosts, nextId });
      return program;
    },
  };
}

interface Program {
  readonly ports: WorldPorts;
  readonly powerLost: Promise<{ readonly forMs: number }>;
  losePower(forMs: number): void;
  cut(): void;
}

interface ProgramSetup {
  readonly plan: Plan;
  readonly clock: DrillClock;
  readonly store: DrillStore;
  readonly hosts: ReadonlyMap<HostName, DrillHost>;
  nextId(): number;
}

/** One start of the program on the workstation, up to the moment at which it is cut off. */
function startProgram({ plan, clock, store, hosts, nextId }: ProgramSetup): Program {
  const own = clock.forProgram();
  let isCut = false;
  let tell: (loss: { readonly forMs: number }) => void = () => undefined;
  const cut = (): void => {
    isCut = true;
    own.cut();
  };
  return {
    cut,
    powerLost: new Promise((resolve) => {
      tell = resolve;
    }),
    losePower(forMs) {
      cut();
      tell({ forMs });
    },
    ports: {
      transport: createDrillTransport(hosts, own.clock),
      store: guarded(store, () => isCut),
      clock: own.clock,
      ids: {
        runId: () => `drill-${nextId()}` as RunId,
        attemptId: () => `d${String(nextId()).padStart(9, '0')}`,
      },
      files: filesOf(plan),
      network: networkOf(plan),
      secrets: {
        get: async (name) => ({ ok: true, value: secretOf(name) }),
        peek: async (name) => ({ ok: true, value: secretOf(name) }),
      },
      secretChecks: { make: async (value) => value, fits: async (value, check) => value === check },
      sha256,
    },
  };
}

const sha256: Sha256 = (data) => createHash('sha256').update(data).digest('hex');

/** No text of a release holds it, so masking it hides nothing else. */
function secretOf(name: string): string {
  return `secret-of-a-drill-${sha256(name).slice(0, 16)}`;
}

/** A program that was cut off records nothing more. */
function guarded(store: DrillStore, isCut: () => boolean): RunStore {
  return {
    ...store,
    append(run, events, at) {
      if (isCut()) throw new StoreFailure('io', 'The workstation has lost power');
      return store.append(run, events, at);
    },
  };
}

const CONNECT_MS = 10_000;

function createDrillTransport(hosts: ReadonlyMap<HostName, DrillHost>, clock: Clock): Transport {
  const links = new Map<HostName, Link>();
  return {
    async connect(host, all) {
      const known = links.get(host.name);
      if (known !== undefined) return { ok: true, value: known };
      const there = hosts.get(host.name);
      if (there === undefined || isOutOfReach(host, all, hosts)) {
        await new Promise<void>((resolve) => void clock.after(CONNECT_MS, resolve));
        if (there === undefined || isOutOfReach(host, all, hosts))
          return { ok: false, error: noAnswer(host) };
      }
      const link = there.openLink();
      links.set(host.name, link);
      void link.lost.then(() => links.delete(host.name));
      return { ok: true, value: link };
    },
    checkLinks: () => undefined,
    close: async () => undefined,
  };
}

/** Itself, or a host on the way to it. */
function isOutOfReach(host: Host, all: readonly Host[], hosts: ReadonlyMap<HostName, DrillHost>): boolean {
  const way = new Set<HostName>();
  for (let at: Host | undefined = host; at && !way.has(at.name); at = findHost(all, at.via)) way.add(at.name);
  return [...way].some((name) => hosts.get(name)?.isOutOfReach() ?? false);
}

function findHost(all: readonly Host[], name: HostName | null): Host | undefined {
  return all.find((host) => host.name === name);
}

function noAnswer({ name, address, port }: Host) {
  const reason = {
    kind: 'not-connected',
    code: 'timeout',
    host: name,
    place: `${name} (${address}:${port})`,
    fault: { kind: 'no-answer', withinMs: CONNECT_MS },
    said: '',
    jump: null,
  } as const;
  return { host: name, code: reason.code, message: `${reason.place} does not answer`, reason } as const;
}

const FILE_BYTES = 1024;

/** Files beside the release are taken as they should be, and none is written. */
function filesOf(plan: Plan): Files {
  const stated = new Map(
    plan.steps.flatMap(({ units }) =>
      units.flatMap(({ task }) => {
        const file = fileOfTask(task);
        return file?.kind === 'sent' && file.sha256 !== null ? [[file.name, file.sha256] as const] : [];
      }),
    ),
  );
  return {
    stat: async (path) => ({
      ok: true,
      value: { bytes: FILE_BYTES, sha256: stated.get(path) ?? sha256(path) },
    }),
    async *read() {
      yield new Uint8Array(FILE_BYTES);
    },
    readText: async () => ({ ok: true, value: '' }),
    list: async () => ({ ok: true, value: [] }),
    write: async () => ({
      ok: true,
      value: {
        write: async () => undefined,
        commit: async () => ({ ok: true, value: null }),
        abandon: async () => undefined,
      },
    }),
  };
}

function networkOf(plan: Plan): Network {
  const answers = new Map(
    plan.steps.flatMap(({ units }) =>
      units.flatMap(({ task }) =>
        task.kind === 'probe' && task.target.kind === 'http' ? [[task.target.url, task.target] as const] : [],
      ),
    ),
  );
  return {
    tcp: async () => ({ ok: true, value: null }),
    async http(url) {
      const { status, body } = answers.get(url) ?? { status: 200, body: null };
      return { ok: true, value: { status, body: (body === null ? null : textFor(body)) ?? '' } };
    },
  };
}
