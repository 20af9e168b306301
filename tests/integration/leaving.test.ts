import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Library } from '#adapters/sqlite/library.ts';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import type { RunState } from '#core/run/state.ts';
import { readRun, runStateName, runWord } from '#core/run/view.ts';
import type { RunHandle } from '#engine/run-handle.ts';
import { loadRelease } from '#operations/loaded-release.ts';
import { createRunSetup } from '#operations/run-setup.ts';
import { beginRun } from '#operations/start-run.ts';
import { inventory, releaseOf } from '#support/cli-fixture.ts';
import { unwrap } from '#support/ssh-fixture.ts';
import { type ManyHosts, startManyHosts, userKey } from '#support/sshd.ts';

const COUNT = 12;
const WORK = { id: 'work', title: 'Work', on: 'all', run: 'true', nothing_to_undo: 'It changes nothing' };
const ASK = { id: 'ask', title: 'Ask', manual: 'Is it well?', nothing_to_undo: 'It only looks' };

let folder: string;
let library: Library;
let many: ManyHosts;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdpoint-leaving-'));
  library = unwrap(await openLibrary(folder, { clock: createClock() }));
  many = await startManyHosts(COUNT);
});
afterAll(async () => {
  await many.stop();
  library.close();
  await rm(folder, { recursive: true, force: true });
});

const sessions = (): number =>
  many.servers.reduce((sum, server) => sum + server.log().split('Starting session').length - 1, 0);

interface Seen {
  readonly end: RunState;
  /** States in the order in which they were committed. */
  readonly states: readonly RunState[];
  readonly leaving: readonly HostsProgress[];
  /** Sessions that the hosts were asked for from the first moment of leaving them. */
  readonly opened: number;
}

async function carryOut(steps: readonly object[], onAsked: (handle: RunHandle) => void): Promise<Seen> {
  const places = many.hosts.map(({ name, address, port, user, hostKeys }) => ({
    ...{ name, address, port, user: user ?? '' },
    fingerprint: hostKeys[0] ?? '',
  }));
  const loaded = unwrap(loadRelease(stringify(releaseOf(inventory(places), steps)), sha256));
  const { setup, transport } = createRunSetup(library, folder, {
    credentials: new Map([['default', { kind: 'key', path: (await userKey()).key, passphrase: null }]]),
    secrets: new Map(),
    knownHosts: [],
  });
  const states: RunState[] = [];
  const leaving: HostsProgress[] = [];
  let before: number | null = null;
  let handle: RunHandle | null = null;
  const wish = { plan: 'deployment', environment: 'lab', limit: null, vars: {}, mode: 'live' } as const;
  try {
    const listener = {
      onEvents(_: unknown, state: RunState) {
        states.push(state);
        if (handle && state.questions.size > 0) onAsked(handle);
      },
      onOutput: () => undefined,
      onProgress(_: unknown, progress: HostsProgress) {
        if (progress.during !== 'leaving') return;
        before ??= sessions();
        leaving.push(progress);
      },
    };
    handle = unwrap(
      await beginRun({ setup, loaded, listener }, { ...wish, operator: 'engineer', force: false }),
    );
    const { state } = await handle.ended;
    return { end: state, states, leaving, opened: sessions() - (before ?? 0) };
  } finally {
    await transport.close();
  }
}

it('tells at a stop at once that it stops and asks nothing more, and leaves each host without another session', async () => {
  const { end, states, leaving, opened } = await carryOut([WORK, ASK], (handle) => {
    void handle.stop('engineer', 'Enough');
  });
  expect(end.outcome).toBe('stopped');
  const stopped = states.find(({ stop }) => stop !== null);
  expect(stopped?.outcome).toBeNull();
  expect(stopped?.questions.size).toBe(0);
  const view = readRun(stopped as RunState, { carriedOut: true, head: null });
  expect([runStateName(view), runWord(view)]).toEqual(['running', 'stopping']);
  expect(leaving.map(({ of }) => of)).toEqual(Array(2 * COUNT).fill(COUNT));
  expect(Math.max(...leaving.map(({ waitingFor }) => waitingFor.length))).toBe(COUNT);
  expect(leaving.at(-1)).toEqual({ during: 'leaving', done: COUNT, of: COUNT, waitingFor: [], leased: [] });
  expect(opened).toBe(0);
});

it('leaves each host without another session after the last step as well', async () => {
  const { end, leaving, opened } = await carryOut([WORK], () => undefined);
  expect([end.outcome, end.recordsLeft.length]).toEqual(['succeeded', 0]);
  expect([leaving.at(-1)?.done, opened]).toEqual([COUNT, 0]);
});
