import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { NO_LOG } from '#adapters/log/program-log.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { ENGINE_COMMANDS, type Input } from '#contract/commands.ts';
import type { RunId } from '#core/run/events.ts';
import { createReader } from '#operations/release-reader.ts';
import { inventory, releaseOf, until } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';
import { createHandlers } from '#worker/handlers.ts';
import { createRunDiary } from '#worker/run-diary.ts';
import { createWorkerContext, type WorkerContext } from '#worker/worker-context.ts';

const people = [
  { id: 'eva', name: 'Eva Example', login: 'eex', roles: ['engineer'] },
  { id: 'max', name: 'Max Muster', roles: ['manager'] },
];
const START = {
  release: 'lab',
  environment: 'lab',
  plan: 'deployment',
  mode: 'live',
  limit: null,
  vars: {},
  force: false,
} as const;

let folder: string;
let host: Sshd;
let library: Library;
let context: WorkerContext;
let handlers: ReturnType<typeof createHandlers>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-acting-'));
  host = await startSshd({ name: 'web1' });
  const opened = await openLibrary(join(folder, 'library'), { clock: createClock(), reserveBytes: 0 });
  if (!opened.ok) throw new Error(opened.error.message);
  library = opened.value;
  context = createWorkerContext(library, createClock(), {
    reader: createReader(sha256),
    diary: createRunDiary(NO_LOG, { afterRun: () => Promise.resolve() }),
    backupFailure: () => null,
    keychain: { read: () => Promise.reject(new Error('no keychain here')) },
    send: () => undefined,
  });
  handlers = createHandlers(context);
  const hosts = inventory([host], { web1: { host_keys: undefined } });
  const text = stringify(
    releaseOf(hosts, [{ id: 'go', title: 'Go', hold: { approvers: ['eva', 'max'] } }], { info: { people } }),
  );
  library.createRelease({ id: 'lab', name: 'Lab', version: '1.0.0', text, folder: null });
});
afterAll(async () => {
  await context.close();
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Every command that carries a person's name, but for that of the settings, which signs nothing. */
type Signed = {
  [C in keyof typeof handlers]: Input<C> extends { by: string } | { operator: string; mode: string }
    ? C
    : never;
}[keyof typeof handlers];

/** Waits at its hold point. */
async function startWaiting(operator: string): Promise<RunId> {
  const { run } = await handlers['run.start']({
    ...START,
    failedOf: null,
    takeOver: false,
    waitForHosts: false,
    operator,
  });
  await until(() => (context.runs.liveHandle(run)?.state().questions.size ?? 0) > 0);
  return run;
}

/** What the host presents, and nobody has accepted. */
async function newKey() {
  const where = { release: 'lab', environment: 'lab', limit: null, failedOf: null };
  const [key] = await handlers['hosts.untrusted'](where);
  if (!key) throw new Error('the host has a key that is known');
  const { address, port, publicKey, presented: fingerprint } = key;
  return { address, port, publicKey, fingerprint };
}

async function give(command: keyof typeof handlers, input: unknown): Promise<unknown> {
  const handler = handlers[command] as (parsed: unknown) => unknown;
  return handler(ENGINE_COMMANDS[command].input.parse(input));
}

describe('where a release lists people', () => {
  it('nobody else does anything in the app, whatever it is', async () => {
    const run = await startWaiting('eva');
    const [question = ''] = context.runs.liveHandle(run)?.state().questions.keys() ?? [];
    const key = await newKey();
    const by = 'Mallory';
    const wishes = {
      'run.start': { ...START, operator: by },
      'run.resume': { run, by },
      'run.acknowledgeLosses': { run, by, note: 'Looked', upTo: 1 },
      'run.answer': { run, question, answer: { to: 'hold', release: true }, by, note: null },
      'run.stop': { run, by, note: null },
      'run.pause': { run, by, note: null },
      'run.continue': { run, by, note: null },
      'run.exclude': { run, host: 'web1', by, note: null },
      'run.include': { run, host: 'web1', by, note: null },
      'run.record': {
        run,
        step: 'go',
        host: null,
        outcome: 'ok',
        by,
        doneAt: '2026-11-21T03:40:00Z',
        note: null,
      },
      'run.note': { run, by, text: 'Hello' },
      'run.setBaseline': { run, by, note: null },
      'backout.start': {
        ...{ run, limit: null, struck: [], list: '', acknowledged: [], waitForHosts: false },
        operator: by,
      },
      'hosts.accept': { ...key, by },
    } satisfies { [C in Signed | 'backout.start']: Input<C> };
    const named = Object.entries(ENGINE_COMMANDS)
      .filter(([name, { input }]) => {
        const fields = 'shape' in input ? Object.keys(input.shape as object) : [];
        return name !== 'settings.write' && (fields.includes('by') || fields.includes('operator'));
      })
      .map(([name]) => name);
    expect(named.sort()).toEqual(Object.keys(wishes).sort());

    const before = library.events(run).length;
    for (const [command, wish] of Object.entries(wishes)) {
      const refused = await give(command as keyof typeof handlers, wish).catch((cause: unknown) => cause);
      expect([command, refused]).toEqual([
        command,
        expect.objectContaining({
          message: expect.stringContaining('"Mallory" is not among the people of this release'),
        }),
      ]);
    }
    expect(library.events(run)).toHaveLength(before);
    expect(library.listRuns({})).toHaveLength(1);
    expect(library.listAcceptedHostKeys()).toEqual([]);

    await give('run.stop', { run, by: 'Eva Example', note: null });
    await until(() => context.runs.liveHandle(run) === null);
    expect(library.events(run)).toContainEqual(
      expect.objectContaining({ type: 'stopRequested', data: { by: 'eva', note: null } }),
    );
  });

  it('a host key is accepted in the name of one of them, and only as the host presented it', async () => {
    const key = await newKey();
    const { address, port, fingerprint } = key;
    expect(fingerprint).toBe(host.fingerprint);
    const accepted = { ...key, by: 'EEX' };
    for (const other of [
      { ...accepted, fingerprint: 'SHA256:other' },
      { ...accepted, publicKey: 'ssh-ed25519 AAAA' },
      { ...accepted, port: port + 1 },
    ])
      await expect(give('hosts.accept', other)).rejects.toThrow('No host presented this key');
    expect(library.listAcceptedHostKeys()).toEqual([]);
    await give('hosts.accept', accepted);
    expect(library.listAcceptedHostKeys()).toEqual([
      expect.objectContaining({ address, port, fingerprint, by: 'eva' }),
    ]);
    expect(await give('hosts.untrusted', { release: 'lab', environment: 'lab', limit: null })).toEqual([]);
    await give('hosts.forget', { address, port, fingerprint });
    expect(library.listAcceptedHostKeys()).toEqual([]);
  });
});
