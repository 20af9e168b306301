import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CliResult,
  type Desk,
  inventory,
  openDesk,
  releaseOf,
  statesOf,
  until,
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

const TOKEN = 'tok-5f1d9-Zürich-$(id)-\'"`-e7';
const PASSWORD = 'pw-77c1-of-the-operator';

/** Asks for the password as sudo does, takes it once, and runs the command. */
const SUDO = `#!/bin/sh
echo "$*" >>"$HOLDPOINT_HOST_DIR/sudo-args"
while [ $# -gt 0 ]; do
  case $1 in
    -p) prompt=$2; shift ;;
    -u) shift ;;
    -n) echo 'sudo: a password is required' >&2; exit 1 ;;
    --) shift; break ;;
  esac
  shift
done
printf %s "$prompt" >&2
read -r word
if [ "$word" != '${PASSWORD}' ]; then printf 'Sorry, try again.\\n%s' "$prompt" >&2; read -r word; exit 1; fi
exec "$@"
`;

let desk: Desk;
let host: Sshd;
let home: string;

beforeAll(async () => {
  desk = openDesk();
  home = mkdtempSync(join(tmpdir(), 'holdpoint-secrets-'));
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin', 'sudo'), SUDO, { mode: 0o755 });
  const path = `${join(home, 'bin')}:/usr/local/bin:/usr/bin:/bin`;
  host = await startSshd({
    name: 'web1',
    config: [`SetEnv PATH=${path} HOME=${home} HOLDPOINT_HOST_DIR=${home}`],
  });
});
afterAll(async () => {
  await host.stop();
  rmSync(home, { recursive: true, force: true });
  desk.close();
});

const go = (): void => writeFileSync(join(home, 'go'), '');
const WAIT = 'until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done';

/** The whole of what the process list shows, looked at while the step waits for `go`. */
async function sampleProcesses(): Promise<string> {
  const samples: string[] = [];
  await until(() => existsSync(join(home, 'ready')));
  // The step waits in short sleeps: at least one sample is taken in one of them, however slow they are.
  for (let i = 0; i < 10 || !samples.some((sample) => sample.includes('sleep 0.05')); i += 1)
    samples.push(execFileSync('ps', ['-eo', 'args', '-ww'], { encoding: 'utf8' }));
  return samples.join('\n');
}

/** Every file of the library, its write-ahead log included. */
function libraryBytes(): Buffer {
  const files = readdirSync(desk.data, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length).toBeGreaterThan(0);
  return Buffer.concat(files.map((file) => readFileSync(join(file.parentPath, file.name))));
}

async function run(
  step: object,
  more: readonly string[] = [],
): Promise<CliResult & { processes: string; name: string }> {
  for (const name of ['go', 'ready']) rmSync(join(home, name), { force: true });
  const file = desk.write(
    'secret',
    releaseOf(inventory([host]), [{ id: 'use', title: 'Use it', on: 'all', ...step }]),
  );
  const words = ['--secret', 'token=env:LAB_TOKEN', '--secret', 'password=env:LAB_PASSWORD', ...more];
  const running = await desk.startRun(file, words, { LAB_TOKEN: TOKEN, LAB_PASSWORD: PASSWORD });
  const processes = await sampleProcesses();
  go();
  return { ...(await running.ended), processes, name: await desk.lastRun() };
}

async function expectNowhere(
  secret: string,
  result: CliResult & { processes: string; name: string },
): Promise<void> {
  expect(result.processes).toContain('sleep 0.05');
  expect(result.processes).not.toContain(secret);
  expect(libraryBytes().includes(Buffer.from(secret))).toBe(false);
  const shown = [result.stdout, result.stderr];
  for (const words of [
    ['show', result.name, '--json'],
    ['log', result.name],
    ['events', result.name],
  ]) {
    shown.push((await desk.cli(words)).stdout);
  }
  for (const format of ['html', 'md']) {
    const out = join(desk.folder, `${result.name}.${format}`);
    expect((await desk.cli(['report', result.name, '--format', format, '--out', out])).exit).toBe(0);
    shown.push(readFileSync(out, 'utf8'));
  }
  for (const text of shown) {
    expect(text.length).toBeGreaterThan(0);
    expect(text).not.toContain(secret);
  }
}

describe('a secret in the environment of a step', () => {
  it('reaches the command and nothing else, and is covered where the host prints it', async () => {
    const result = await run(
      {
        env: { TOKEN: '{{ secret.token }}' },
        run: `printf %s "$TOKEN" >"$HOLDPOINT_HOST_DIR/got"; touch "$HOLDPOINT_HOST_DIR/ready"; ${WAIT}; echo "token=$TOKEN."; echo "again $TOKEN" >&2`,
        evidence: true,
      },
      ['--jsonl'],
    );
    expect(result.exit).toBe(0);
    expect(readFileSync(join(home, 'got'), 'utf8')).toBe(TOKEN);
    expect((await desk.cli(['log', result.name, '--step', 'use', '--raw'])).stdout).toBe('token=•••.\n');
    await expectNowhere(TOKEN, { ...result, stderr: 'quiet' });
    expect(result.stderr).not.toContain(TOKEN);
  });

  it('is not captured: a later step would be given the signs that cover it', async () => {
    const steps = [
      {
        id: 'use',
        title: 'Use it',
        on: 'all',
        env: { TOKEN: '{{ secret.token }}' },
        run: 'echo "token=$TOKEN"',
        capture: { taken: 'token=(.*)' },
      },
      {
        id: 'later',
        title: 'Later',
        on: 'all',
        run: 'echo {{ step.use.taken }} >"$HOLDPOINT_HOST_DIR/later"',
      },
    ];
    const file = desk.write('captured', releaseOf(inventory([host]), steps));
    const { exit } = await desk.run(file, ['--secret', 'token=env:LAB_TOKEN'], { LAB_TOKEN: TOKEN });
    expect(exit).toBe(1);
    const { units } = await desk.show(await desk.lastRun());
    expect(units.map(({ step, state }) => `${step} ${state}`)).toEqual(['use failed', 'later waiting']);
    expect(units[0]?.reason).toContain('Nothing captured for taken: what matches holds a secret');
    expect(existsSync(join(home, 'later'))).toBe(false);
    expect(libraryBytes().includes(Buffer.from(TOKEN))).toBe(false);
  });

  it('is covered in the reason of a step that fails with it', async () => {
    const result = await run({
      env: { TOKEN: '{{ secret.token }}' },
      run: `touch "$HOLDPOINT_HOST_DIR/ready"; ${WAIT}; printf %s "$TOKEN" | cut -c1-9 >&2; printf %s "$TOKEN" | cut -c10- >&2; exit 3`,
    });
    expect(result.exit).toBe(1);
    expect(libraryBytes().includes(Buffer.from(TOKEN))).toBe(false);
  });

  it('is a problem of preflight when nobody said where it is', async () => {
    const step = { id: 'use', title: 'Use it', on: 'all', run: 'true', env: { TOKEN: '{{ secret.other }}' } };
    const { exit, stderr } = await desk.run(desk.write('missing', releaseOf(inventory([host]), [step])));
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: secret-missing: .*other/m);
  });
});

describe('a password for sudo', () => {
  const sudo = { user: 'nobody', password: '{{ secret.password }}' };

  it('is given on the prompt of this attempt alone, and is found nowhere', async () => {
    const result = await run({ sudo, run: `touch "$HOLDPOINT_HOST_DIR/ready"; ${WAIT}; echo went through` }, [
      '--jsonl',
    ]);
    expect(result.exit).toBe(0);
    expect((await desk.cli(['log', result.name, '--step', 'use', '--raw'])).stdout).toBe('went through\n');
    expect(readFileSync(join(home, 'sudo-args'), 'utf8')).toMatch(/^-S -p hp\w+-password -u nobody -- /m);
    await expectNowhere(PASSWORD, { ...result, stderr: 'quiet' });
  });

  it('that sudo does not take ends preflight, and nothing runs', async () => {
    const step = { id: 'use', title: 'Use it', on: 'all', sudo, run: 'touch "$HOLDPOINT_HOST_DIR/ran"' };
    const file = desk.write('refused', releaseOf(inventory([host]), [step]));
    const { exit, stderr } = await desk.run(file, ['--secret', 'password=env:LAB_PASSWORD'], {
      LAB_PASSWORD: 'wrong-word-9',
    });
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: sudo-refused: .*sudo did not accept the password; nothing was run/m);
    expect(stderr).not.toContain('wrong-word-9');
    expect(existsSync(join(home, 'ran'))).toBe(false);
  });
});

it('says that sudo is not there before anything runs', async () => {
  const programs = join(home, 'without-sudo');
  mkdirSync(programs);
  for (const name of readdirSync('/usr/bin'))
    if (name !== 'sudo') symlinkSync(`/usr/bin/${name}`, join(programs, name));
  const bare = await startSshd({
    name: 'bare',
    config: [`SetEnv PATH=${programs} HOME=${home} HOLDPOINT_HOST_DIR=${home}`],
  });
  try {
    const steps = [
      { id: 'use', title: 'Use it', on: 'all', sudo: 'nobody', run: 'touch "$HOLDPOINT_HOST_DIR/ran"' },
    ];
    const { exit, stderr } = await desk.run(desk.write('bare', releaseOf(inventory([bare]), steps)));
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: sudo-refused: sudo to nobody does not work on bare: /m);
    expect(stderr).toMatch(/sudo: not found/);
    expect(existsSync(join(home, 'ran'))).toBe(false);
    expect(statesOf(await desk.show(await desk.lastRun()))).toEqual(['use@bare waiting']);
  } finally {
    await bare.stop();
  }
});

describe('what a host keeps of a secret', () => {
  const CONFIG = '"$HOLDPOINT_HOST_DIR/app.conf"';
  const env = { TOKEN: '{{ secret.token }}' };
  const shown = { run: `cat ${CONFIG}` };
  const release = (verification: readonly object[]) => {
    const write = {
      ...{ id: 'write', title: 'Write it', on: 'all', env },
      run: `echo "token=$TOKEN" >${CONFIG}`,
      undo: { title: 'Show it', run: `cat ${CONFIG}; cp ${CONFIG} /dev/null` },
    };
    const steps = verification.map((step, i) => ({ id: `look-${i}`, title: 'Look', on: 'all', ...step }));
    const phases = [{ id: 'look', title: 'Look', steps }];
    return desk.write('kept', releaseOf(inventory([host]), [write], { verification: { phases } }));
  };
  const given = ['--secret', 'token=env:LAB_TOKEN'];
  const known = { LAB_TOKEN: TOKEN };

  it('is covered in the backout and in other plans, which do not use it', async () => {
    const file = release([shown]);
    expect((await desk.run(file, given, known)).exit).toBe(0);
    const deployed = await desk.lastRun();
    expect((await desk.run(file, ['--plan', 'verification', ...given], known)).exit).toBe(0);
    const checked = await desk.lastRun();
    const undone = await desk.backout(deployed, given, known);
    expect([undone.exit, undone.stderr]).toEqual([0, expect.any(String)]);
    for (const run of [checked, await desk.lastRun()])
      expect((await desk.cli(['log', run, '--raw'])).stdout).toContain('token=•••');
    expect(libraryBytes().includes(Buffer.from(TOKEN))).toBe(false);
  });

  it('is asked for again where such a run was cut off while it printed, and nothing is stored twice', async () => {
    const file = release([
      { run: `cat ${CONFIG}; touch "$HOLDPOINT_HOST_DIR/ready"; ${WAIT}; cat ${CONFIG}` },
    ]);
    for (const name of ['go', 'ready']) rmSync(join(home, name), { force: true });
    expect((await desk.run(file, given, known)).exit).toBe(0);
    const running = await desk.startRun(file, ['--plan', 'verification', ...given], known);
    await until(() => existsSync(join(home, 'ready')));
    const run = await desk.lastRun();
    await until(async () => (await desk.cli(['log', run, '--raw'])).stdout.includes('token='));
    running.child.kill('SIGKILL');
    await running.ended;
    const refused = await desk.resume(run);
    expect([refused.exit, refused.stderr]).toEqual([4, expect.stringContaining('error: secret-missing:')]);
    go();
    const login = ['--credential', `default=key:${(await userKey()).key}`];
    const resumed = await desk.cli(['resume', run, ...login, ...given], known);
    expect([resumed.exit, resumed.stderr]).toEqual([0, expect.any(String)]);
    expect((await desk.cli(['log', run, '--raw'])).stdout).toBe('token=•••\ntoken=•••\n');
    expect(libraryBytes().includes(Buffer.from(TOKEN))).toBe(false);
  });

  it('is said not to be covered where it would have to be asked for and the plan does not use it', async () => {
    const file = release([{ run: 'echo looked' }]);
    const { exit, stderr } = await desk.run(file, ['--plan', 'verification', '--secret', 'token=ask']);
    expect([exit, stderr]).toEqual([
      0,
      'note: token: this plan does not use it, so nobody is asked for it, and what hosts print of it is not covered. Give it as env:, file:, vault: or command: to have it covered\n',
    ]);
  });

  it('is said not to be covered, and why, where its source gives nothing fit and the plan does not use it', async () => {
    const file = release([{ run: 'echo looked' }]);
    const gone = join(home, 'gone');
    const run = (source: string) =>
      desk.run(file, ['--plan', 'verification', '--secret', `token=${source}`], { LAB_TOKEN: 'abc' });
    const missing = `token: this plan does not use it, so the run continues without it, and what hosts print of it is not covered. The file ${gone} cannot be read (ENOENT)`;
    const { exit, stderr } = await run(`file:${gone}`);
    expect([exit, stderr]).toEqual([0, `note: ${missing}\n`]);
    const report = await desk.cli(['report', await desk.lastRun(), '--format', 'md', '-o', '-']);
    expect(report.stdout.replaceAll('\\', '')).toContain(`${missing}.`);
    expect((await run('env:LAB_TOKEN')).stderr).toBe(
      'note: token: this plan does not use it, and what hosts print of it is not covered, since it has fewer than 4 characters. Use a longer one\n',
    );
    expect((await desk.run(file, ['--plan', 'verification', ...given], known)).stderr).toBe('');
  });

  it('is covered from where a run is resumed, once its source is mended, and every page says until when it was not', async () => {
    const file = release([
      { run: `cat ${CONFIG}; touch "$HOLDPOINT_HOST_DIR/ready"; ${WAIT}; cat ${CONFIG}` },
    ]);
    for (const name of ['go', 'ready']) rmSync(join(home, name), { force: true });
    const value = 'tok-mended-4711';
    expect((await desk.run(file, given, { LAB_TOKEN: value })).exit).toBe(0);
    const source = join(home, 'token');
    const mended = ['--secret', `token=file:${source}`];
    const running = await desk.startRun(file, ['--plan', 'verification', ...mended]);
    await until(() => existsSync(join(home, 'ready')));
    const run = await desk.lastRun();
    await until(async () => (await desk.cli(['log', run, '--raw'])).stdout.includes('token='));
    running.child.kill('SIGKILL');
    await running.ended;
    writeFileSync(source, value);
    go();
    const login = ['--credential', `default=key:${(await userKey()).key}`];
    const resumed = await desk.cli(['resume', run, ...login, ...mended]);
    expect([resumed.exit, resumed.stderr]).toEqual([0, expect.any(String)]);
    expect((await desk.cli(['log', run, '--raw'])).stdout).toBe(`token=${value}\ntoken=•••\n`);
    const since =
      /token: what hosts printed of it before 20[-0-9]+ [:0-9]+ \w+ is not covered, since the run began without it\. What they print since then is/;
    expect(resumed.stderr).toMatch(since);
    for (const format of ['md', 'html']) {
      const report = await desk.cli(['report', run, '--format', format, '-o', '-']);
      expect(report.stdout.replaceAll('\\', '')).toMatch(since);
    }
    expect((await desk.cli(['verify', run])).exit).toBe(0);
  });

  it('is in nothing that is exported of a failed run, of its repair and of a run that was resumed', async () => {
    const print = 'echo "token=$TOKEN"; echo "again $TOKEN" >&2; echo "cut $TOKEN" | cut -c1-12 >&2';
    const use = {
      ...{ id: 'use', title: 'Use it', on: 'all', env, evidence: true },
      run: `${print}; test -e "$HOLDPOINT_HOST_DIR/mended"; c=$?; touch "$HOLDPOINT_HOST_DIR/ready"; ${WAIT}; ${print}; exit $c`,
      undo: print,
    };
    const file = desk.write('exported', releaseOf(inventory([host]), [use]));
    const runs: string[] = [];
    const done = async (): Promise<void> => void runs.push(await desk.lastRun());
    go();
    expect((await desk.run(file, given, known)).exit).toBe(1);
    await done();
    const [failed = ''] = runs;
    writeFileSync(join(home, 'mended'), '');
    expect((await desk.run(file, ['--failed-of', failed, ...given], known)).exit).toBe(0);
    await done();
    for (const name of ['go', 'ready']) rmSync(join(home, name), { force: true });
    const running = await desk.startRun(file, given, known);
    await until(() => existsSync(join(home, 'ready')));
    running.child.kill('SIGKILL');
    await running.ended;
    await done();
    go();
    const login = ['--credential', `default=key:${(await userKey()).key}`];
    expect((await desk.cli(['resume', runs[2] ?? '', ...login, ...given], known)).exit).toBe(0);
    expect((await desk.backout(runs[2] ?? '', given, known)).exit).toBe(0);
    await done();

    const words = runs.flatMap((run) => [
      ...['html', 'md', 'csv'].map((format) => ['report', run, '--format', format, '-o', '-']),
      ...[
        ['show', run, '--json'],
        ['events', run],
        ['log', run],
        ['log', run, '--raw'],
        ['verify', run],
      ],
    ]);
    for (const each of [...words, ['compare', failed, runs[1] ?? '']]) {
      const { stdout, stderr } = await desk.cli(each);
      expect(stdout.length, each.join(' ')).toBeGreaterThan(0);
      expect(stdout + stderr, each.join(' ')).not.toContain(TOKEN);
      expect(stdout + stderr, each.join(' ')).not.toContain(TOKEN.slice(0, 20));
    }
    expect(libraryBytes().includes(Buffer.from(TOKEN))).toBe(false);

    for (const run of runs) {
      const paper = join(desk.folder, `${run}.pdf`);
      expect((await desk.cli(['report', run, '--format', 'pdf', '-o', paper])).exit).toBe(0);
      const lines = execFileSync('pdftotext', ['-layout', paper, '-'], { encoding: 'utf8' });
      const text = lines.replaceAll(/\s/g, '');
      expect(text, run).toContain(run);
      expect(text, run).toContain('token=•••');
      for (const part of [TOKEN, TOKEN.slice(0, 9)]) expect(text, run).not.toContain(part);
    }
  });
});
