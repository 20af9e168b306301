/** Two programs of one library that want the same of one run at the same instant: another one comes in at the worst moment. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Library } from '#adapters/sqlite/library.ts';
import { openLibrary } from '#adapters/sqlite/open-library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import type { RunId } from '#core/run/events.ts';
import type { RunListener } from '#engine/run-handle.ts';
import { beginBackout } from '#operations/back-out-run.ts';
import { limitToUnfinished } from '#operations/failed-of.ts';
import { loadRelease } from '#operations/loaded-release.ts';
import { createRunSetup } from '#operations/run-setup.ts';
import { beginRun, type RunSetup, resumeOpenRun } from '#operations/start-run.ts';
import {
  type Desk,
  inventory,
  journalOf,
  note,
  noted,
  openDesk,
  releaseOf,
  until,
} from '#support/cli-fixture.ts';
import { unwrap } from '#support/ssh-fixture.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

let desk: Desk;
let web1: Sshd;

beforeAll(async () => {
  web1 = await startSshd({ name: 'web1' });
  desk = openDesk();
});
afterAll(async () => {
  await web1.stop();
  desk.close();
});

const LISTENER: RunListener = { onEvents: () => undefined, onOutput: () => undefined };
const WISH = { vars: {}, mode: 'live', operator: 'second', force: false } as const;
const WHOLE = { limit: null, struck: new Map<string, string>(), list: null, acknowledged: new Set<string>() };

const release = (...steps: object[]) => desk.write('lab', releaseOf(inventory([web1]), steps));

/** The command line as another program that comes in between, from its start to its end; gives its exit code. */
async function between(words: readonly string[]): Promise<() => number | null> {
  const { key } = await userKey();
  const { command, env } = desk.commandLine([...words, '--credential', `default=key:${key}`]);
  const [program = '', ...rest] = command;
  return () => spawnSync(program, rest, { env, cwd: desk.folder }).status;
}

/** This program, by whose library something else is done before some of its methods. */
async function here<T>(
  interrupted: (library: Library) => Partial<Library>,
  work: (setup: RunSetup) => Promise<T>,
): Promise<T> {
  const library = unwrap(await openLibrary(desk.data, { clock: createClock() }));
  const { key } = await userKey();
  const { setup, transport } = createRunSetup({ ...library, ...interrupted(library) }, desk.folder, {
    credentials: new Map([['default', { kind: 'key', path: key, passphrase: null }]]),
    secrets: new Map(),
    knownHosts: [],
    conditions: { waitForHostsMs: 60_000 },
  });
  try {
    return await work(setup);
  } finally {
    await transport.close();
    library.close();
  }
}

async function waitingRun(): Promise<RunId> {
  const failing = noted('two', 'all', { run: 'exit 3' });
  const { exit } = await desk.run(release(noted('one', 'all'), failing), ['--answers', desk.answers({})]);
  expect(exit).toBe(3);
  return (await desk.lastRun()) as RunId;
}

describe('two backouts of one run', () => {
  it('undo nothing twice where the other one is begun when this one has been planned', async () => {
    await desk.run(release(noted('one', 'all')));
    const run = (await desk.lastRun()) as RunId;
    const backOut = await between(['backout', run]);
    const exits: (number | null)[] = [];
    const refused = await here(
      (library) => ({
        putDocument(text) {
          exits.push(backOut());
          return library.putDocument(text);
        },
      }),
      async (setup) => {
        const begun = await beginBackout(
          { setup, run, listener: LISTENER },
          { ...WHOLE, operator: 'second' },
        );
        if (begun.ok) await begun.value.ended;
        return begun;
      },
    );
    expect(exits).toEqual([0]);
    expect(journalOf(web1)).toEqual(['did one', 'undid one']);
    expect(refused).toMatchObject({ ok: false, error: { code: 'nothing-ran' } });
    const runs = JSON.parse((await desk.cli(['runs', '--json'])).stdout) as { undoes: string | null }[];
    expect(runs.filter(({ undoes }) => undoes === run)).toHaveLength(1);
  });
});

describe('two repairs of one run', () => {
  const BREAKS = noted('two', 'all', {
    run: `${note('did two')}; until test ! -e "$HOLDPOINT_HOST_DIR/shut"; do sleep 0.05; done; test -e "$HOLDPOINT_HOST_DIR/fixed"`,
  });
  const inHost = (name: string): string => join(web1.dir, name);

  /** A run that failed on its host, which has been mended since. */
  async function failedRun(): Promise<{ readonly file: string; readonly run: RunId }> {
    for (const name of ['fixed', 'journal']) rmSync(inHost(name), { force: true });
    const file = release(BREAKS);
    expect((await desk.run(file, ['--on-failure', 'stop'])).exit).toBe(1);
    writeFileSync(inHost('fixed'), '');
    return { file, run: (await desk.lastRun()) as RunId };
  }

  it('repeat nothing where the other one is begun and ended when this one has been planned', async () => {
    const { file, run } = await failedRun();
    const repair = await between(['run', file, '--env', 'lab', '--failed-of', run]);
    const exits: (number | null)[] = [];
    const refused = await here(
      (library) => ({
        putDocument(text) {
          exits.push(repair());
          return library.putDocument(text);
        },
      }),
      async (setup) => {
        const loaded = unwrap(loadRelease(readFileSync(file, 'utf8'), sha256));
        const wanted = { failedOf: run, release: 'lab', environment: 'lab', limit: null };
        const limited = unwrap(limitToUnfinished(setup.library, wanted));
        const begun = await beginRun(
          { setup, loaded, listener: LISTENER },
          { ...WISH, ...limited, failedOf: run, environment: 'lab', plan: 'deployment' },
        );
        if (begun.ok) await begun.value.ended;
        return begun;
      },
    );
    expect(exits).toEqual([0]);
    expect(refused).toMatchObject({ ok: false, error: { code: 'nothing-failed' } });
    expect(journalOf(web1)).toEqual(['did two', 'did two']);
  });

  it('do not wait for each other: the second is refused while the first is open', async () => {
    const { file, run } = await failedRun();
    writeFileSync(inHost('shut'), '');
    const words = ['--failed-of', run, '--wait-for-hosts', '1m'];
    const first = await desk.startRun(file, words);
    await until(() => journalOf(web1).length === 2);
    const { exit, stderr } = await desk.run(file, words);
    const repair = await desk.lastRun();
    expect(exit).toBe(2);
    expect(stderr).toBe(
      `error: still-open: ${repair} has not ended. Resume it (holdpoint resume ${repair}) or stop it (holdpoint stop ${repair})\n`,
    );
    rmSync(inHost('shut'));
    expect((await first.ended).exit).toBe(0);
    expect(journalOf(web1)).toEqual(['did two', 'did two']);
  });

  it('begun at the same instant do it once', async () => {
    const { file, run } = await failedRun();
    const words = ['--failed-of', run, '--wait-for-hosts', '1m'];
    const both = await Promise.all([desk.run(file, words), desk.run(file, words)]);
    expect(both.map(({ exit }) => exit).sort()).toEqual([0, 2]);
    expect(journalOf(web1)).toEqual(['did two', 'did two']);
  });
});

describe('two programs that resume one run', () => {
  it('adds nothing to a run that another one has resumed and ended meanwhile', async () => {
    const run = await waitingRun();
    const resume = await between(['resume', run, '--answers', desk.answers({ default: { skip: 'no' } })]);
    const refused = await here(
      (library) => ({
        lockRun(id) {
          expect(resume()).toBe(0);
          return library.lockRun(id);
        },
      }),
      async (setup) => {
        const begun = await resumeOpenRun({ setup, run, listener: LISTENER }, 'second');
        expect(setup.library.isRunLocked(run)).toBe(false);
        return begun;
      },
    );
    expect(refused).toMatchObject({ ok: false, error: { code: 'ended' } });
    expect((await desk.events(run)).at(-1)).toMatchObject({ type: 'runFinished' });
  });

  it('refuses a run that another one has resumed a moment ago', async () => {
    const run = await waitingRun();
    const second = unwrap(await openLibrary(desk.data, { clock: createClock() }));
    const refused = await here(
      (library) => ({
        lockRun(id) {
          expect(second.lockRun(id)).not.toBeNull();
          return library.lockRun(id);
        },
      }),
      (setup) => resumeOpenRun({ setup, run, listener: LISTENER }, 'second'),
    );
    second.close();
    expect(refused).toMatchObject({ ok: false, error: { code: 'still-running' } });
  });
});
