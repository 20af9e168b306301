/** Every refusal of a start, a backout and what is done with runs, provoked in the app's engine: its code, cause and next step reach the page. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { refusedBy } from '#bridge/failure.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { RunId } from '#core/run/events.ts';
import type { RefusalCode } from '#core/run/refusal-codes.ts';
import { beginBackout } from '#operations/back-out-run.ts';
import { resumeOpenRun } from '#operations/start-run.ts';
import { lookUpSecrets } from '#operations/workstation-secrets.ts';
import { type AppEngine, openAppEngine } from '#support/app-engine.ts';
import { inventory, noted, releaseOf, until } from '#support/cli-fixture.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';
import { tamper } from '#support/tampering.ts';
import { notBegun } from '#worker/not-begun.ts';

const OPERATOR = 'engineer';
const call = { id: 'call', title: 'Call', manual: 'Call the desk', nothing_to_undo: 'A call' };
const cut = { ...noted('cut', 'all'), undo: undefined, point_of_no_return: 'Tokens move' };
const slow = {
  ...noted('slow', 'all'),
  run: 'touch "$HOLDPOINT_HOST_DIR/ready"; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done; echo "$TOKEN"',
  env: { TOKEN: '{{ secret.token }}' },
};
const guarded = (id: string, secret: string) =>
  noted(id, 'all', { undo: { run: 'echo undone', env: { WORD: `{{ secret.${secret} }}` } } });

let engine: AppEngine;
let hosts: readonly [Sshd, Sshd, Sshd, Sshd];
const runs: Record<string, string> = {};

/** On a host of its own where it stays open, so that nothing else waits for that. */
function create(
  id: string,
  steps: readonly object[],
  {
    host = hosts[0],
    info = {},
    ...more
  }: { readonly host?: Sshd; readonly backout?: object; readonly info?: object } = {},
): void {
  const text = releaseOf(inventory([host]), steps, { info: { id, name: id, ...info }, ...more }) as {
    environments: Record<string, object>;
  };
  const production = { kind: 'production', hosts: inventory([host]) };
  const whole = stringify({ ...text, environments: { ...text.environments, production } });
  engine.library.createRelease({ id, name: id, version: '1.0.0', text: whole, revision: null, folder: null });
}

const startOf = (release: string, more: object = {}) => ({
  ...{ release, environment: 'lab', plan: 'deployment', mode: 'live', limit: null, vars: {}, force: false },
  ...{ operator: OPERATOR, ...more },
});
const backoutOf = (run: string, more: object = {}) => ({
  ...{ run, limit: null, struck: [], list: 'none', acknowledged: [], operator: OPERATOR },
  ...more,
});

async function begin(release: string, more: object = {}): Promise<string> {
  const { run } = (await engine.give('run.start', startOf(release, more))) as { run: string };
  return run;
}

async function ended(release: string, more: object = {}): Promise<string> {
  const run = await begin(release, more);
  await until(() => engine.context.runs.count() === 0);
  return run;
}

/** Waits for a person, and is carried out meanwhile. */
async function waiting(run: string): Promise<string> {
  const isAsking = () => (engine.context.runs.liveHandle(run as never)?.state().questions.size ?? 0) > 0;
  await until(isAsking);
  return run;
}

async function leave(run: string): Promise<void> {
  engine.context.runs.handle(run as never).leave();
  await until(() => engine.context.runs.liveHandle(run as never) === null);
}

/** Nobody carries it out; what runs on its host began with a secret whose value is another one by now. */
async function underWayWithSecret(): Promise<string> {
  const path = join(engine.folder, 'token');
  writeFileSync(path, 'tok-of-yesterday-5f1d9');
  await engine.give('secrets.set', { name: 'token', reference: { kind: 'file', path } });
  const run = await begin('changed');
  await until(() => existsSync(join(hosts[3].dir, 'ready')));
  await leave(run);
  writeFileSync(path, 'tok-of-today-77c10');
  return run;
}

async function listOf(run: string): Promise<string> {
  const shown = await engine.give('backout.compute', { run, limit: null, struck: [] });
  return (shown as { list: string }).list;
}

beforeAll(async () => {
  const starts = ['web1', 'web2', 'web3', 'web4'].map((name) => startSshd({ name }));
  hosts = (await Promise.all(starts)) as unknown as typeof hosts;
  engine = await openAppEngine();
  const key = { kind: 'key', path: (await userKey()).key, passphrase: null };
  await engine.give('credentials.set', { name: 'default', reference: key });
  const short = join(engine.folder, 'short');
  writeFileSync(short, 'ab');
  await engine.give('secrets.set', { name: 'short', reference: { kind: 'file', path: short } });
  create('plain', [noted('work', 'all')]);
  const over = { opens: '2020-03-01T22:00:00Z', closes: '2020-03-02T02:00:00Z' };
  create('closed', [noted('work', 'all')], { info: { window: over } });
  create('unset', [noted('work', 'all', { run: 'exit {{ vars.code }}' })]);
  create('cut', [noted('work', 'all'), cut]);
  create('missing', [guarded('work', 'nowhere')]);
  create('short', [guarded('work', 'short')]);
  create('tampered', [noted('work', 'all')]);
  create('changed', [slow], { host: hosts[3] });
  create('asks', [noted('work', 'all'), call], { host: hosts[1] });
  create('slow-back', [noted('work', 'all')], { host: hosts[2], backout: { before: [call] } });
  runs['done'] = await ended('plain');
  runs['check'] = await ended('plain', { mode: 'check' });
  runs['cut'] = await ended('cut');
  runs['missing'] = await ended('missing');
  runs['short'] = await ended('short');
  runs['half'] = await ended('slow-back');
  const whole = backoutOf(runs['done'], { list: await listOf(runs['done']) });
  runs['undone'] = ((await engine.give('backout.start', whole)) as { run: string }).run;
  await until(() => engine.context.runs.count() === 0);
  runs['again'] = await ended('plain');
  runs['cut-list'] = await listOf(runs['cut']);
  const half = backoutOf(runs['half'], { list: await listOf(runs['half']) });
  runs['left'] = await waiting(((await engine.give('backout.start', half)) as { run: string }).run);
  await leave(runs['left']);
  runs['tampered'] = await ended('tampered');
  tamper(join(engine.folder, 'library'), (database) =>
    database
      .prepare(
        "UPDATE events SET data = replace(data, 'work', 'play') WHERE run = ? AND type = 'attemptStarted'",
      )
      .run(runs['tampered']),
  );
  runs['changed'] = await underWayWithSecret();
  runs['asking'] = await waiting(await begin('asks'));
});
afterAll(async () => {
  writeFileSync(join(hosts[3].dir, 'go'), '');
  await engine.close();
  await Promise.all(hosts.map((host) => host.stop()));
});

type Wish = readonly [keyof AppEngine['handlers'], () => object];
interface Provoked {
  readonly by: Wish;
  /** In its causes. */
  readonly says: RegExp;
  /** Null: what it says is all there is to know. */
  readonly next: RegExp | null;
}
/** Those that cannot be provoked by one call of the page: a test of their own does. */
const BY_ITSELF = 'by itself';

const named = (name: string): string => runs[name] ?? '';

const REFUSALS: Readonly<Record<RefusalCode | 'not-found', Provoked | typeof BY_ITSELF>> = {
  'not-found': {
    by: ['backout.compute', () => ({ run: 'r-none', limit: null, struck: [] })],
    says: /There is no run r-none/,
    next: null,
  },
  unverified: {
    by: ['run.resume', () => ({ run: named('tampered'), by: OPERATOR })],
    says: /DOES NOT VERIFY, at event \d+/,
    next: null,
  },
  'plan-invalid': {
    by: ['run.start', () => startOf('unset')],
    says: /vars\.code/,
    next: /^Open the release/,
  },
  'plan-empty': {
    by: ['run.start', () => startOf('plain', { plan: 'verification' })],
    says: /The verification plan has no step to run/,
    next: /^Choose another plan/,
  },
  'no-reason': {
    by: ['run.start', () => startOf('cut', { from: 'cut' })],
    says: /Nobody has said why what comes before cut is left out/,
    next: /^Say it under/,
  },
  'backout-computed': {
    by: ['run.start', () => startOf('plain', { plan: 'backout' })],
    says: /A backout is computed from a run/,
    next: /“Back out…”/,
  },
  'gate-closed': {
    by: ['run.start', () => startOf('closed', { environment: 'production' })],
    says: /The window of this release closed .* \(window\)/,
    next: /See to each of them, or override it on this page/,
  },
  'no-such-rule': {
    by: [
      'run.start',
      () =>
        startOf('closed', {
          environment: 'production',
          overrides: { windows: { by: OPERATOR, reason: 'agreed' } },
        }),
    ],
    says: /There is no rule windows that holds this run back; there are: window/,
    next: null,
  },
  'not-confirmed': {
    by: ['run.start', () => startOf('plain', { environment: 'production', confirmation: 'production' })],
    says: /This is a live run on production, and it was not confirmed/,
    next: /Type production [0-9a-f]{4}-[0-9a-f]{4} where the run is confirmed/,
  },
  'not-approvable': {
    by: ['release.approve', () => ({ release: 'plain', revision: '0'.repeat(64), by: OPERATOR, note: null })],
    says: /plain has errors, so it has no revision/,
    next: /Fix what the Problems panel names/,
  },
  'rehearsal-on-production': {
    by: ['run.start', () => startOf('plain', { environment: 'production', mode: 'rehearsal' })],
    says: /production is a production environment/,
    next: /^Choose another environment/,
  },
  'hosts-busy': {
    by: ['run.start', () => startOf('asks')],
    says: /web2/,
    next: /^Wait for these hosts/,
  },
  'failed-of-other': {
    by: ['run.start', () => startOf('plain', { environment: 'production', failedOf: named('done') })],
    says: /is a run of plain on lab, not of plain on production/,
    next: /^Choose the environment lab/,
  },
  'nothing-failed': {
    by: ['run.start', () => startOf('plain', { failedOf: named('done') })],
    says: /No host of \S+ is left to be done/,
    next: /^Start the plan on all hosts/,
  },
  'still-open': {
    by: ['run.start', () => startOf('asks', { failedOf: named('asking') })],
    says: /has not ended/,
    next: /^Open it, and resume or stop it there/,
  },
  ended: {
    by: ['run.resume', () => ({ run: named('done'), by: OPERATOR })],
    says: /The run had already ended: succeeded/,
    next: /^Open the run/,
  },
  'still-running': {
    by: ['run.resume', () => ({ run: named('asking'), by: OPERATOR })],
    says: /is being carried out by another program/,
    next: /window or the terminal that carries it out/,
  },
  'not-carried-out': {
    by: ['run.pause', () => ({ run: named('left'), by: OPERATOR, note: null })],
    says: /No program carries \S+ out/,
    next: /^Resume it/,
  },
  'is-backout': {
    by: ['backout.compute', () => ({ run: named('undone'), limit: null, struck: [] })],
    says: /is itself a backout/,
    next: /^Open the run that it backs out/,
  },
  'nothing-ran': {
    by: ['backout.compute', () => ({ run: named('check'), limit: null, struck: [] })],
    says: /changed nothing, so there is nothing to undo/,
    next: null,
  },
  limit: {
    by: ['backout.compute', () => ({ run: named('cut'), limit: 'web9', struck: [] })],
    says: /web9/,
    next: /^Change “Only on these hosts”/,
  },
  'list-changed': {
    by: ['backout.start', () => backoutOf(named('again'), { list: 'another' })],
    says: /has changed since it was shown/,
    next: /^Look at the list as it is now/,
  },
  'not-acknowledged': {
    by: ['backout.start', () => backoutOf(named('cut'), { list: runs['cut-list'] })],
    says: /Point of no return passed: Do cut on web1\. Tokens move/,
    next: /^Read and acknowledge each of these points/,
  },
  'backout-open': {
    by: ['backout.start', () => backoutOf(named('half'))],
    says: /a backout of this deployment, has not ended/,
    next: /^Open it under Runs/,
  },
  'revision-missing': BY_ITSELF,
  'not-comparable': {
    by: ['run.compare', () => ({ run: named('done'), other: named('cut'), what: 'everything' })],
    says: /compare two runs of one release/,
    next: null,
  },
  'not-a-baseline': {
    by: ['run.setBaseline', () => ({ run: named('done'), by: OPERATOR, note: null })],
    says: /no check or probe of it ran/,
    next: null,
  },
  'secret-missing': {
    by: ['backout.start', () => backoutOf(named('missing'))],
    says: /nowhere/,
    next: /^Say under Credentials/,
  },
  'secret-short': {
    by: ['backout.start', () => backoutOf(named('short'))],
    says: /short/,
    next: /^Say under Credentials/,
  },
  'secret-lost': BY_ITSELF,
  'secret-changed': {
    by: ['run.resume', () => ({ run: named('changed'), by: OPERATOR })],
    says: /The secret "token" is not the one that this run used/,
    next: /^Say under Credentials/,
  },
};

/** Nothing is read of what is lost. */
const NO_READER = {
  read: () => Promise.reject(new Error('it is lost')),
  readUnasked: () => Promise.reject(new Error('it is lost')),
};

describe('a refusal in the app', () => {
  const provoked = Object.entries(REFUSALS).flatMap(([code, how]) =>
    how === BY_ITSELF ? [] : [{ code, ...how }],
  );

  it.each(provoked)(
    '$code keeps its code and its cause up to the page, with what to do next',
    async (each) => {
      const { code, by, says, next } = each;
      const [command, input] = by;
      const before = engine.library.listRuns({}).length;
      const cause = await engine.give(command, input()).then(
        () => null,
        (refused: unknown) => refused,
      );
      expect(cause).toBeInstanceOf(CommandFailure);
      const shown = refusedBy(cause);
      expect(shown.code).toBe(code);
      expect(shown.causes.map(({ message }) => message).join('\n')).toMatch(says);
      if (next === null) expect(shown.next).toBeNull();
      else expect(shown.next).toMatch(next);
      expect(engine.library.listRuns({})).toHaveLength(before);
    },
  );

  it.each([
    ['run.resume', (run: string) => ({ run, by: OPERATOR })],
    ['backout.start', (run: string) => backoutOf(run)],
  ] as const)('a run that is not there is told as that: %s', async (command, input) => {
    const refusedOf = async (run: string) =>
      refusedBy(await engine.give(command, input(run)).catch((cause: unknown) => cause));
    expect(await refusedOf('r-none')).toMatchObject({
      code: 'not-found',
      causes: [{ message: expect.stringContaining('There is no run r-none') }],
    });
  });

  const HOST = { host: 'web1', note: 'Its disk' };
  it.each([
    ['run.pause', { note: null }],
    ['run.continue', { note: null }],
    ['run.note', { text: 'A note' }],
    ['run.exclude', HOST],
    ['run.include', HOST],
  ] as const)(
    'is the same whatever is asked of a run that is not carried out here: %s',
    async (command, more) => {
      const codeOf = async (run: string) =>
        refusedBy(await engine.give(command, { by: OPERATOR, ...more, run }).catch((cause: unknown) => cause))
          .code;
      expect(await codeOf(named('done'))).toBe('ended');
      expect(await codeOf(named('tampered'))).toBe('unverified');
      // Hosts are excluded and included where nobody carries the run out, too.
      if (!('host' in more)) expect(await codeOf(named('left'))).toBe('not-carried-out');
      const lock = engine.library.lockRun(named('left') as RunId);
      expect(await codeOf(named('left'))).toBe('still-running');
      lock?.release();
    },
  );

  it('secret-lost is said where a step needs a secret that is called lost', async () => {
    const { setup, transport } = engine.context.openTransport('changed');
    const secrets = lookUpSecrets(() => ({ kind: 'lost' }), NO_READER);
    const run = named('changed') as RunId;
    const listener = { onEvents: () => undefined, onOutput: () => undefined };
    const given = { setup: { ...setup, ports: { ...setup.ports, secrets } }, run, listener };
    const begun = await resumeOpenRun(given, OPERATOR);
    await transport.close();
    const shown = begun.ok ? null : refusedBy(notBegun(begun.error));
    expect(shown).toMatchObject({
      code: 'secret-lost',
      causes: [{ message: expect.stringContaining('token') }],
      next: expect.stringMatching(/^Say under Credentials/),
    });
  });

  it('revision-missing is said where the text of the run is not in the library any more', async () => {
    const { setup, transport } = engine.context.openTransport('plain');
    const library = Object.assign(Object.create(engine.library) as typeof engine.library, {
      revisionText: () => null,
    });
    const run = named('again') as RunId;
    const order = {
      limit: null,
      struck: new Map(),
      operator: OPERATOR,
      list: null,
      acknowledged: new Set<string>(),
    };
    const listener = { onEvents: () => undefined, onOutput: () => undefined };
    const begun = await beginBackout({ setup: { ...setup, library }, run, listener }, order);
    await transport.close();
    const shown = begun.ok ? null : refusedBy(notBegun(begun.error));
    expect(shown?.code).toBe('revision-missing');
    expect(shown?.causes[0]?.message).toMatch(
      /The text of revision [0-9a-f]+ is not in the library any more/,
    );
    expect(shown?.next).toMatch(/^Open Backups/);
  });
});
