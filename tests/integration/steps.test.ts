import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Desk,
  inventory,
  journalOf,
  note,
  noted,
  openDesk,
  releaseOf,
  statesOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let hosts: Sshd[];

beforeAll(async () => {
  desk = openDesk();
  mkdirSync(join(desk.folder, 'package'));
  hosts = await Promise.all(['web1', 'web2', 'web3'].map((name) => startSshd({ name })));
});
beforeEach(() => {
  for (const host of hosts) rmSync(join(host.dir, 'journal'), { force: true });
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  desk.close();
});

const web = (number: number): Sshd => hosts[number - 1]!;
const release = (steps: readonly object[], more: Readonly<Record<string, unknown>> = {}): string =>
  desk.write('steps', releaseOf(inventory(hosts), steps, more));
const output = async (run: string, step: string, host: string): Promise<Buffer> =>
  (await desk.cli(['log', run, '--step', step, '--host', host, '--raw'])).bytes;

describe('an upload', () => {
  const upload = (from: string, to: string, more: object = {}): object => ({
    id: 'put',
    title: 'Put it there',
    on: 'web1',
    upload: { from, to },
    nothing_to_undo: 'A file',
    ...more,
  });

  it('arrives byte for byte with its mode, and says its hash', async () => {
    const bytes = randomBytes(300_000);
    writeFileSync(join(desk.folder, 'package', 'app.bin'), bytes);
    const to = join(web(1).dir, "a file's name.bin");
    const step = { ...upload('package/app.bin', to), upload: { from: 'package/app.bin', to, mode: '0640' } };
    expect((await desk.run(release([step]))).exit).toBe(0);
    expect(readFileSync(to).equals(bytes)).toBe(true);
    expect(statSync(to).mode & 0o777).toBe(0o640);
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect((await output(await desk.lastRun(), 'put', 'web1')).toString()).toBe(`verified SHA-256 ${hash}\n`);
  });

  it('is refused by preflight when the file is not the one the release speaks of', async () => {
    writeFileSync(join(desk.folder, 'package', 'other.bin'), 'other');
    const components = [{ id: 'app', version: '1', file: 'package/other.bin', sha256: '0'.repeat(64) }];
    const to = join(web(1).dir, 'other.bin');
    const { exit, stderr } = await desk.run(
      release([upload('package/other.bin', to)], { package: { components } }),
    );
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: wrong-file: package\/other.bin is not the file/m);
    expect(existsSync(to)).toBe(false);
  });

  it('of an undo is looked for before the run, and that of a step that is skipped is not', async () => {
    const to = join(web(1).dir, 'settings');
    const change = (more: object): string =>
      release([
        { id: 'change', title: 'Change', on: 'web1', run: 'true', ...more },
        upload('no/skipped', to, { when: '"a" == "b"' }),
      ]);
    const refused = await desk.run(change({ undo: { upload: { from: 'no/former', to } } }));
    expect(refused.exit).toBe(4);
    expect(refused.stderr).toMatch(/^error: .*no\/former/m);
    expect(refused.stderr).not.toContain('no/skipped');
    expect((await desk.run(change({ nothing_to_undo: 'A test' }))).exit).toBe(0);
  });

  it('that breaks midway leaves what was there, and is failed', async () => {
    const big = join(desk.folder, 'package', 'big.bin');
    writeFileSync(big, '');
    truncateSync(big, 400 * 1024 * 1024);
    const to = join(web(1).dir, 'app.conf');
    writeFileSync(to, 'what was there');
    const running = await desk.startRun(release([upload('package/big.bin', to)]), ['--on-failure', 'stop']);
    const part = (): string | undefined =>
      readdirSync(web(1).dir).find((name) => name.startsWith('app.conf.part-'));
    const arrived = (): number => {
      const name = part();
      return name === undefined
        ? 0
        : (statSync(join(web(1).dir, name), { throwIfNoEntry: false })?.size ?? 0);
    };
    await until(() => arrived() > 0 || running.child.exitCode !== null);
    web(1).killSessions();
    expect((await running.ended).exit).toBe(1);
    expect(unitIn(await desk.show(await desk.lastRun()), 'put', 'web1')).toMatchObject({
      state: 'failed',
      reason: 'The connection was lost before the file was whole. What was there before is untouched',
    });
    await until(() => part() === undefined);
    expect(readFileSync(to, 'utf8')).toBe('what was there');
    rmSync(big);
  });
});

describe('what a step prints', () => {
  it('is kept to the byte, whatever it is', async () => {
    const step = {
      id: 'print',
      title: 'Print bytes',
      on: 'web1',
      run: `i=0; while [ $i -lt 256 ]; do printf "\\\\$(printf %o $i)"; i=$((i+1)); done; printf '\\377\\376\\303'; printf 'err\\000\\377' >&2`,
      nothing_to_undo: 'Prints',
    };
    expect((await desk.run(release([step]))).exit).toBe(0);
    const run = await desk.lastRun();
    const expected = Buffer.concat([
      Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
      Buffer.from([255, 254, 0xc3]),
    ]);
    expect((await output(run, 'print', 'web1')).equals(expected)).toBe(true);
    const stderr = await desk.cli(['log', run, '--step', 'print', '--host', 'web1', '--raw', '--stderr']);
    expect(stderr.bytes.equals(Buffer.from('err\0\xff', 'latin1'))).toBe(true);
    const { stdout } = unitIn(await desk.show(run), 'print', 'web1');
    expect(stdout).toEqual({ bytes: 259, sha256: createHash('sha256').update(expected).digest('hex') });
  });

  it('never drives the terminal', async () => {
    const evil = '\\033]0;owned\\007\\033[2J\\033[1;1Hall well\\r\\033]8;;http://x\\007\\u202e';
    const steps = [
      {
        id: 'say',
        title: 'Say',
        on: 'web1',
        run: `printf '${evil}'; printf '${evil}' >&2`,
        capture: { word: '([\\s\\S]+)' },
        nothing_to_undo: 'x',
      },
      { id: 'tell', title: 'Tell', manual: 'They say {{ step.say.word@web1 }}', nothing_to_undo: 'x' },
      { id: 'fail', title: 'Fail', on: 'web1', check: `printf '${evil}'; exit 9`, expect: { exit: 0 } },
    ];
    const answers = desk.answers({ tell: 'done', fail: { skip: 'seen' } });
    const shown = [await desk.run(release(steps), ['--answers', answers])];
    const run = await desk.lastRun();
    for (const words of [['show', run], ['log', run], ['runs'], ['backout', run, '--dry-run']])
      shown.push(await desk.cli(words));
    const text = shown.map(({ stdout, stderr }) => stdout + stderr).join('');
    expect(text).toContain('<U+001B>]0;owned<U+0007>');
    expect([...text].filter((c) => c < ' ' && c !== '\n' && c !== '\t')).toEqual([]);
    expect(text).not.toMatch(/[\u007f-\u009f\u202a-\u202e]/);
  });
});

describe('values', () => {
  it('that a step captures reach later steps, on the same host and from another', async () => {
    const steps = [
      {
        id: 'measure',
        title: 'Measure',
        on: 'web1 or web2',
        run: 'echo "size of $HOLDPOINT_HOST; it\'s"',
        capture: { size: 'size (.*)' },
        nothing_to_undo: 'x',
      },
      noted('use', 'web1 or web2', {
        run: note('own {{ step.measure.size }} other {{ step.measure.size@web1 }}'),
        undo: note('undo {{ step.measure.size }}'),
      }),
    ];
    expect((await desk.run(release(steps))).exit).toBe(0);
    expect(journalOf(web(2))).toEqual(["own of web2; it's other of web1; it's"]);
    expect((await desk.backout(await desk.lastRun())).exit).toBe(0);
    expect(journalOf(web(2)).at(-1)).toBe("undo of web2; it's");
  });

  it('are recorded in the command as the host got them, whatever a host says', async () => {
    const text = 'echo got {{ step.say.word }} {{ vars.plain }}';
    const steps = [
      { id: 'say', title: 'Say', on: 'web1', check: "echo 'x; rm -rf /'", capture: { word: '.*' } },
      { id: 'use', title: 'Use', on: 'web1', check: text },
    ];
    const file = release(steps);
    expect((await desk.run(file, ['--var', 'plain=a {{ run.id }}'])).exit).toBe(0);
    const run = await desk.lastRun();
    const commands = (await desk.events(run)).flatMap((event) =>
      event.type === 'attemptIntended' ? [event.data.command] : [],
    );
    expect(commands.at(-1)).toBe("echo got 'x; rm -rf /' 'a {{ run.id }}'");
    expect((await output(run, 'use', 'web1')).toString()).toBe('got x; rm -rf / a {{ run.id }}\n');
    const { stdout } = await desk.cli(['report', run, '--format', 'md', '-o', '-']);
    expect(stdout).toContain("echo got 'x; rm -rf /'");
  });
});

describe('expectations', () => {
  it.each([
    [{ stdout: 'complete' }, 'Output does not match complete'],
    [{ stdout_not: 'warn' }, 'Output matches warn, which it must not'],
    [{ stderr_not: 'oops' }, 'Error output matches oops, which it must not'],
    [{ exit: [3, 4] }, 'Exit code 0, expected 3 or 4'],
  ])('%j fails the step and says so', async (given, reason) => {
    const step = noted('work', 'web1', { run: 'echo warn; echo oops >&2', expect: given });
    const { exit, stdout } = await desk.run(release([step]), ['--json', '--on-failure', 'stop']);
    expect(exit).toBe(1);
    expect(unitIn(JSON.parse(stdout), 'work', 'web1')).toMatchObject({ state: 'failed', exit: 0, reason });
  });
});

describe('a wait for what must hold steady', () => {
  const soak = (check: string, wait: object): object => ({
    id: 'soak',
    title: 'Soak',
    on: 'web1',
    wait: { check, ...wait },
  });
  const counting = (rest: string): string => {
    const looks = join(web(1).dir, 'looks');
    rmSync(looks, { force: true });
    return `echo >> ${looks}; n=$(wc -l < ${looks}); ${rest}`;
  };
  const looks = (): number => readFileSync(join(web(1).dir, 'looks'), 'utf8').length;

  it('begins anew after a break, and is over when it has held for so long', async () => {
    const check = counting('test $n -ne 2');
    const { exit } = await desk.run(release([soak(check, { every: '1s', steady: '2s', timeout: '1m' })]));
    expect(exit).toBe(0);
    // The first held, the second did not; of those after it the first alone cannot be enough.
    expect(looks()).toBeGreaterThanOrEqual(4);
  });

  it('fails when it could no more hold for so long in time, and says for how long it had', async () => {
    const check = counting('test $n -ne 1');
    const step = { ...soak(check, { every: '2s', steady: '9s', timeout: '10s' }), on_failure: 'stop' };
    expect((await desk.run(release([step]))).exit).toBe(1);
    const { stdout } = await desk.cli(['show', await desk.lastRun()]);
    expect(stdout).toMatch(
      /Did not hold for 9 s without a break within 10 s; at the end it had held for [\d.]+ s/,
    );
  });
});

describe('a phase that says how its steps are done', () => {
  it('gives them its time limit and what follows a failure, and skips them where its condition does not hold', async () => {
    const run = (id: string, text: string, more: object = {}): object => ({
      id,
      title: id,
      on: 'web1',
      run: text,
      nothing_to_undo: 'A test',
      ...more,
    });
    const phases = [
      { id: 'off', title: 'Off', when: 'host.name == "web9"', steps: [run('skipped', 'true')] },
      {
        id: 'on',
        title: 'On',
        timeout: '2s',
        on_failure: 'ignore',
        steps: [run('slow', 'sleep 30'), run('own', 'sleep 3', { timeout: '30s' })],
      },
    ];
    const file = release([], { deployment: { phases } });
    expect((await desk.run(file)).exit).toBe(0);
    const { stdout } = await desk.cli(['show', await desk.lastRun(), '--json']);
    expect(statesOf(JSON.parse(stdout))).toEqual(['skipped@web1 skipped', 'slow@web1 failed', 'own@web1 ok']);
  });
});

describe('a rollout', () => {
  const failing = `${note('did work')}; test "$HOLDPOINT_HOST" != web1`;

  it('does every step of a rolling phase on one batch before the next', async () => {
    const shared = join(desk.folder, 'order');
    const step = (id: string): object => ({
      id,
      title: id,
      run: `echo "${id} $HOLDPOINT_HOST" >>${shared}`,
      nothing_to_undo: 'x',
    });
    const phase = { on: 'all', rollout: { batches: [1, 'rest'], parallel: 1, pause: 'hold' } };
    const answers = desk.answers({ drain: 'continue' });
    const { exit } = await desk.run(release([step('drain'), step('switch')], { phase }), [
      '--answers',
      answers,
    ]);
    expect(exit).toBe(0);
    expect(readFileSync(shared, 'utf8').trim().split('\n')).toEqual([
      'drain web1',
      'switch web1',
      'drain web2',
      'drain web3',
      'switch web2',
      'switch web3',
    ]);
  });

  it('stops at the failed host that is one too many', async () => {
    const step = noted('work', 'all', {
      run: `${note('did work')}; false`,
      on_failure: 'continue',
      rollout: { batches: [1], parallel: 1, stop_after: 2 },
    });
    const { exit, stdout } = await desk.run(release([step, noted('after', 'all')]), ['--json']);
    expect(exit).toBe(1);
    const run = JSON.parse(stdout);
    expect(run.reason).toBe('Do work: 2 failed hosts, and the step stops there');
    expect(statesOf(run).slice(0, 3)).toEqual(['work@web1 failed', 'work@web2 failed', 'work@web3 waiting']);
    expect(journalOf(web(3))).toEqual([]);
  });

  it('continues without a failed host while it may, where a step stops at the second', async () => {
    const step = noted('work', 'all', {
      run: failing,
      on_failure: 'stop',
      rollout: { parallel: 1, stop_after: 2 },
    });
    const { exit, stdout } = await desk.run(release([step, noted('after', 'all')]), ['--json']);
    expect(exit).toBe(1);
    expect(statesOf(JSON.parse(stdout))).toEqual([
      'work@web1 failed',
      'work@web2 ok',
      'work@web3 ok',
      'after@web1 excluded',
      'after@web2 ok',
      'after@web3 ok',
    ]);
  });
});

it('refuses a host that is not the machine the release means', async () => {
  const places = inventory([web(1)], { web1: { is: { hostname: 'another-machine' } } });
  const { exit, stderr } = await desk.run(desk.write('guard', releaseOf(places, [noted('mark', 'all')])));
  expect(exit).toBe(4);
  expect(stderr).toMatch(/^error: wrong-host: web1 says its hostname is .* expects another-machine/m);
  expect(journalOf(web(1))).toEqual([]);
});
