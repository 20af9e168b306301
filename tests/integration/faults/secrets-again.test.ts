/** Secrets of a run that another program began: forgotten, changed since, lost, too short. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Desk, inventory, openDesk, releaseOf, unitIn, until } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const OLD = 'tok-of-yesterday-5f1d9';
const NEW = 'tok-of-today-77c10';

let desk: Desk;
let host: Sshd;
let run: string;

beforeAll(async () => {
  host = await startSshd({ name: 'web1' });
});
afterAll(() => host.stop());
beforeEach(() => {
  desk = openDesk();
  for (const name of ['ready', 'go']) rmSync(mark(name), { force: true });
  for (const [name, value] of [
    ['old', OLD],
    ['new', NEW],
    ['wrong', 'tok-that-never-was'],
    ['short', 'x'],
  ] as const)
    writeFileSync(join(desk.folder, name), `${value}\n`);
});
afterEach(() => {
  goOn();
  desk.close();
});

const secret = (name: string, file: string): string[] => [
  '--secret',
  `${name}=file:${join(desk.folder, file)}`,
];
const mark = (name: string): string => join(host.dir, name);
const STEP = {
  id: 'use',
  title: 'Use it',
  on: 'web1',
  env: { TOKEN: '{{ secret.token }}' },
  run: 'echo "first $TOKEN"; touch "$HOLDPOINT_HOST_DIR/ready"; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done; echo "then $TOKEN"',
  undo: 'echo "undone with $TOKEN"',
};
const release = (more: object = {}): string =>
  desk.write('secret', releaseOf(inventory([host]), [{ ...STEP, ...more }]));

/** Every file of the library, its write-ahead log included. */
function libraryBytes(): Buffer {
  const files = readdirSync(desk.data, { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  return Buffer.concat(files.map((file) => readFileSync(join(file.parentPath, file.name))));
}
const isInLibrary = (value: string): boolean => libraryBytes().includes(Buffer.from(value));
const log = async (): Promise<string> => (await desk.cli(['log', run, '--step', 'use', '--raw'])).stdout;

/** A run whose program dies while its step runs, with the secret printed already and once more to come. */
async function breakOff(more: object = {}): Promise<void> {
  const running = await desk.startRun(release(more), secret('token', 'old'));
  await until(() => existsSync(mark('ready')) || running.child.exitCode !== null);
  running.child.kill('SIGKILL');
  await running.ended;
  expect(running.child.signalCode, running.stdout()).toBe('SIGKILL');
  run = await desk.lastRun();
}
const goOn = (): void => writeFileSync(mark('go'), '');

describe('a run whose program died in a step with a secret', () => {
  it('is refused without the secret before anything is written, and continues with it', async () => {
    await breakOff();
    const before = await desk.events(run);
    for (const refused of [await desk.resume(run), await desk.backout(run)]) {
      expect(refused.exit).toBe(4);
      expect(refused.stderr).toMatch(/^error: secret-missing: .*"token".*--secret token=env:VAR/m);
    }
    const stopped = await desk.cli(['stop', run]);
    expect(stopped.stderr).toMatch(/^error: secret-missing: /m);
    expect(await desk.events(run)).toEqual(before);
    goOn();
    expect((await desk.resume(run, secret('token', 'old'))).exit).toBe(0);
    expect(await log()).toBe('first •••\nthen •••\n');
    expect(isInLibrary(OLD)).toBe(false);
  });

  it('is refused when the value was changed since, and masks both once the former one is given too', async () => {
    await breakOff();
    const before = await desk.events(run);
    const refused = await desk.resume(run, secret('token', 'new'));
    expect(refused.exit).toBe(4);
    expect(refused.stderr).toMatch(
      /^error: secret-changed: The secret "token" is not the one that this run used\. .*--secret token-old=env:VARIABLE.*--secret token-old=lost/m,
    );
    const wrong = await desk.resume(run, [...secret('token', 'new'), ...secret('token-old', 'wrong')]);
    expect(wrong.stderr).toMatch(/^error: secret-changed: .*and "token-old" is not that value either/m);
    expect(await desk.events(run)).toEqual(before);
    goOn();
    const given = [...secret('token', 'new'), ...secret('token-old', 'old')];
    expect((await desk.resume(run, given)).exit).toBe(0);
    expect(await log()).toBe('first •••\nthen •••\n');
    expect(isInLibrary(OLD)).toBe(false);
    expect(isInLibrary(NEW)).toBe(false);
  });

  it('keeps nothing of what was printed with a value that is lost, and says so', async () => {
    await breakOff();
    const stored = await log();
    goOn();
    expect((await desk.resume(run, [...secret('token', 'new'), '--secret', 'token-old=lost'])).exit).toBe(0);
    expect(isInLibrary(OLD)).toBe(false);
    expect(await log()).toBe(stored);
    const finished = (await desk.events(run)).find(({ type }) => type === 'attemptFinished');
    expect(finished?.data).toMatchObject({ outcome: 'ok', withheld: ['token'] });
  });

  it('fails a step that was to capture something of it', async () => {
    await breakOff({ capture: { word: 'then (.*)' } });
    goOn();
    const more = [...secret('token', 'new'), '--secret', 'token-old=lost', '--on-failure', 'stop'];
    expect((await desk.resume(run, more)).exit).toBe(1);
    expect(unitIn(await desk.show(run), 'use', 'web1').reason).toBe(
      'Its output is not kept, since nobody has the former value of token; so nothing was captured',
    );
    expect(isInLibrary(OLD)).toBe(false);
  });
});

it('refuses a secret of fewer than four characters, and covers nothing in its own words', async () => {
  const { exit, stdout, stderr } = await desk.run(release(), secret('token', 'short'));
  expect(exit).toBe(4);
  expect(stderr).toMatch(
    /^error: secret-short: The secret "token" has fewer than 4 characters, .* Use a longer one/m,
  );
  expect(stdout + stderr).not.toContain('•••');
  expect(existsSync(mark('ready'))).toBe(false);
});

it('takes no forgotten secret for a reason to end the run that a backout is of', async () => {
  goOn();
  const done = await desk.run(release(), secret('token', 'old'));
  expect(done.exit).toBe(0);
  run = await desk.lastRun();
  const refused = await desk.backout(run);
  expect(refused.exit).toBe(4);
  expect(refused.stderr).toMatch(/^error: secret-missing: /m);
  expect(await desk.lastRun()).toBe(run);
});

describe('a secret or credential that the release does not name', () => {
  const wrong = (out: { readonly exit: number | null; readonly stdout: string; readonly stderr: string }) => [
    out.exit,
    out.stdout,
    out.stderr.trim(),
  ];
  const SECRET =
    'error: unknown-name: --secret tokn: the release names no such secret; did you mean "token"? It names token';

  it('is said before anything begins, with what was meant, wherever one is given', async () => {
    const file = release();
    expect(wrong(await desk.run(file, secret('tokn', 'old')))).toEqual([2, '', SECRET]);
    expect(existsSync(desk.data)).toBe(false);
    goOn();
    const needless = [...secret('token', 'old'), ...secret('unused', 'new'), '--credential', 'lab=agent'];
    const { exit, stderr } = await desk.run(file, needless);
    expect([exit, stderr.trim().split('\n')]).toEqual([
      0,
      [
        'warning: --secret unused: the release names no such secret, so nothing uses it. It names token',
        'warning: --credential lab: the release names no such credential, so nothing uses it. It names none',
      ],
    ]);
    run = await desk.lastRun();
    const before = await desk.events(run);
    const runs = (await desk.cli(['runs'])).stdout;
    for (const words of [
      ['resume', run],
      ['backout', run],
      ['backout', run, '--dry-run'],
      ['leftovers', file, '--env', 'lab'],
    ])
      expect([words[0], ...wrong(await desk.cli([...words, ...secret('tokn', 'old')]))]).toEqual([
        words[0],
        2,
        '',
        SECRET,
      ]);
    expect(await desk.events(run)).toEqual(before);
    expect((await desk.cli(['runs'])).stdout).toBe(runs);
  });

  it('is said when a run is stopped, whose former values may be given as well', async () => {
    await breakOff();
    const stop = (...more: string[]) => desk.cli(['stop', run, ...more]);
    expect(wrong(await stop(...secret('tokn', 'old')))).toEqual([2, '', SECRET]);
    const given = [...secret('token', 'new'), ...secret('token-old', 'old')];
    expect((await stop('--credential', 'defalt=agent', ...given)).stderr).toContain(
      'unknown-name: --credential defalt: the release names no such credential; did you mean "default"?',
    );
    goOn();
    expect((await desk.resume(run, given)).exit).toBe(0);
  });
});

describe('a value that is rotated', () => {
  const isOver = (run: string): string =>
    `echo "got $TOKEN"; echo "$TOKEN" >"$HOLDPOINT_HOST_DIR/kept"; touch "$HOLDPOINT_HOST_DIR/ready"; ${run}`;
  const rotate = (): void => writeFileSync(join(desk.folder, 'current'), `${NEW}\n`);

  beforeEach(() => {
    rmSync(mark('kept'), { force: true });
    writeFileSync(join(desk.folder, 'current'), `${OLD}\n`);
  });

  it('while its step runs, and before the next attempt, leaves nothing of either in the library', async () => {
    const text = isOver(
      'until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done; echo "still $TOKEN"; test -e "$HOLDPOINT_HOST_DIR/twice" || { touch "$HOLDPOINT_HOST_DIR/twice"; exit 1; }',
    );
    rmSync(mark('twice'), { force: true });
    const running = await desk.startRun(
      release({ run: text, retry: { times: 1 } }),
      secret('token', 'current'),
    );
    await until(() => existsSync(mark('ready')) || running.child.exitCode !== null);
    rotate();
    goOn();
    expect((await running.ended).exit).toBe(0);
    run = await desk.lastRun();
    expect(unitIn(await desk.show(run), 'use', 'web1').attempt).toBe(2);
    for (const attempt of ['1', '2']) {
      const { stdout } = await desk.cli(['log', run, '--step', 'use', '--attempt', attempt, '--raw']);
      expect(stdout).toBe('got •••\nstill •••\n');
    }
    expect([isInLibrary(OLD), isInLibrary(NEW)]).toEqual([false, false]);
  });

  it('between two attempts is masked in the next one, and the former one where it is given too', async () => {
    const text = `cat "$HOLDPOINT_HOST_DIR/kept" 2>/dev/null || true; ${isOver('test -e "$HOLDPOINT_HOST_DIR/go"')}`;
    const retry = { times: 1, delay: '3s' };
    const running = await desk.startRun(release({ run: text, retry }), secret('token', 'current'));
    await until(() => running.stdout().includes('Exit code 1') || running.child.exitCode !== null);
    running.child.kill('SIGKILL');
    await running.ended;
    run = await desk.lastRun();
    rotate();
    goOn();
    const again = await desk.resume(run, [...secret('token', 'current'), ...secret('token-old', 'old')]);
    expect(again.exit).toBe(0);
    expect(await log()).toBe('•••\ngot •••\n');
    expect([isInLibrary(OLD), isInLibrary(NEW)]).toEqual([false, false]);
  });
});
