import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ENGINE_COMMANDS, type Input } from '#contract/commands.ts';
import type { RunId } from '#core/run/events.ts';
import { type AppEngine, openAppEngine } from '#support/app-engine.ts';
import { inventory, releaseOf, until } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

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

let host: Sshd;
let engine: AppEngine;
beforeAll(async () => {
  host = await startSshd({ name: 'web1' });
  engine = await openAppEngine();
  const hosts = inventory([host], { web1: { host_keys: undefined } });
  const text = stringify(
    releaseOf(hosts, [{ id: 'go', title: 'Go', hold: { approvers: ['eva', 'max'] } }], { info: { people } }),
  );
  engine.library.createRelease({
    id: 'lab',
    name: 'Lab',
    version: '1.0.0',
    text,
    revision: null,
    folder: null,
  });
});
afterAll(async () => {
  await engine.close();
  await host.stop();
});

/** Every command that carries a person's name, but for that of the settings, which signs nothing. */
type Signed = {
  [C in keyof AppEngine['handlers']]: Input<C> extends { by: string } | { operator: string; mode: string }
    ? C
    : never;
}[keyof AppEngine['handlers']];

/** Waits at its hold point. */
async function startWaiting(operator: string): Promise<RunId> {
  const { run } = await engine.handlers['run.start']({
    ...START,
    failedOf: null,
    stepByStep: false,
    from: null,
    leaveOutBecause: '',
    takeOver: false,
    waitForHosts: false,
    overrides: {},
    confirmation: '',
    operator,
  });
  await until(() => (engine.context.runs.liveHandle(run)?.state().questions.size ?? 0) > 0);
  return run;
}

/** What the host presents, and nobody has accepted. */
async function newKey() {
  const where = { release: 'lab', environment: 'lab', limit: null, failedOf: null };
  const { untrusted } = await engine.handlers['hosts.untrusted'](where);
  const [key] = untrusted;
  if (!key) throw new Error('the host has a key that is known');
  const { address, port, publicKey, presented: fingerprint } = key;
  return { address, port, publicKey, fingerprint };
}

describe('where a release lists people', () => {
  it('nobody else does anything in the app, whatever it is', async () => {
    const run = await startWaiting('eva');
    const [question = ''] = engine.context.runs.liveHandle(run)?.state().questions.keys() ?? [];
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
      'run.logDefect': { run, by, severity: 'minor', text: 'Hello', step: null, host: null },
      'run.closeDefect': { run, by, defect: 1, note: 'Hello' },
      'run.close': { run, by, note: null, because: {} },
      'run.setBaseline': { run, by, note: null },
      'run.sendMessage': { run, message: 'done', said: {}, by, again: false },
      'run.tellMessage': { run, message: 'done', said: {}, by, to: null, note: null },
      'run.withholdMessage': { run, message: 'done', by, note: 'Not now' },
      'run.noteReceipt': { run, message: 'done', by, whom: null, received: true, note: null },
      'backout.start': {
        ...{ run, limit: null, struck: [], list: '', acknowledged: [], waitForHosts: false },
        operator: by,
      },
      'release.approve': { release: 'lab', revision: '0'.repeat(64), by, note: null },
      'hosts.accept': { ...key, by },
    } satisfies { [C in Signed | 'backout.start']: Input<C> };
    const named = Object.entries(ENGINE_COMMANDS)
      .filter(([name, { input }]) => {
        const fields = 'shape' in input ? Object.keys(input.shape as object) : [];
        return name !== 'settings.write' && (fields.includes('by') || fields.includes('operator'));
      })
      .map(([name]) => name);
    expect(named.sort()).toEqual(Object.keys(wishes).sort());

    const before = engine.library.events(run).length;
    for (const [command, wish] of Object.entries(wishes)) {
      const refused = await engine.give(command as Signed, wish).catch((cause: unknown) => cause);
      expect([command, refused]).toEqual([
        command,
        expect.objectContaining({
          message: expect.stringContaining('"Mallory" is not among the people of this release'),
        }),
      ]);
    }
    expect(engine.library.events(run)).toHaveLength(before);
    expect(engine.library.listRuns({})).toHaveLength(1);
    expect(engine.library.listAcceptedHostKeys()).toEqual([]);

    await engine.give('run.stop', { run, by: 'Eva Example', note: null });
    await until(() => engine.context.runs.liveHandle(run) === null);
    expect(engine.library.events(run)).toContainEqual(
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
      await expect(engine.give('hosts.accept', other)).rejects.toThrow('No host presented this key');
    expect(engine.library.listAcceptedHostKeys()).toEqual([]);
    await engine.give('hosts.accept', accepted);
    expect(engine.library.listAcceptedHostKeys()).toEqual([
      expect.objectContaining({ address, port, fingerprint, by: 'eva' }),
    ]);
    expect(await engine.give('hosts.untrusted', { release: 'lab', environment: 'lab', limit: null })).toEqual(
      {
        untrusted: [],
        unasked: [],
      },
    );
    await engine.give('hosts.forget', { address, port, fingerprint });
    expect(engine.library.listAcceptedHostKeys()).toEqual([]);
  });
});
