/** What else travels to hosts, by every shell that a host may have: what a host says of itself, files, jobs, and the end of a process group. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { quoteForShell } from '#core/plan/quote.ts';
import { parseStarted } from '#engine/remote/marker.ts';
import { NOT_STARTED_EXIT } from '#engine/remote/not-started.ts';
import { asOneLine, type ShellJob, scriptText, wrapJob } from '#engine/remote/wrapper.ts';
import { SCRIPTS } from '#engine/shell/scripts.ts';
import { type ScriptName, writeScript } from '#engine/shell/write-script.ts';
import {
  findUploadText,
  notPlaced,
  ownerLost,
  type Receipt,
  receiveText,
} from '#engine/steps/receive-text.ts';
import { until } from '#support/cli-fixture.ts';
import { type LocalShell, openShell, SHELLS } from '#support/local-shell.ts';
import { readersOf } from '#support/readers.ts';

const NONCE = 'hpnonce';
const isRoot = process.getuid?.() === 0;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const jobOf = (text: string, more: Partial<ShellJob> = {}): ShellJob => ({
  ...{ text, env: {}, cwd: null, sudo: null },
  ...more,
});

/** More than is read in one piece; it takes no room on the disk. */
function writeLarge(path: string): { readonly size: number; readonly hash: string } {
  const [pieces, end] = [300, 'the end'];
  writeFileSync(path, '');
  truncateSync(path, pieces * 2 ** 20);
  appendFileSync(path, end);
  const zeros = Buffer.alloc(2 ** 20);
  const hash = createHash('sha256');
  for (let piece = 0; piece < pieces; piece += 1) hash.update(zeros);
  return { size: pieces * 2 ** 20 + end.length, hash: hash.update(end).digest('hex') };
}

describe.each(SHELLS)('a host whose shell is %s', (path) => {
  let shell: LocalShell;
  let folder: string;
  beforeAll(() => {
    shell = openShell(path);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(shell.home, "it's a home-"));
  });
  afterAll(() => shell.close());

  const say = (text: string, env: Readonly<Record<string, string>> = {}) =>
    shell.say(asOneLine(text), { HOME: folder, ...env });
  const carryOut = async (job: ShellJob, input = '') => {
    const { command, payload } = wrapJob(job, NONCE);
    const { stdout, ...said } = await shell.run(command, payload + input);
    const at = stdout.indexOf('\n') + 1;
    return { ...said, started: parseStarted(stdout.slice(0, at - 1)), stdout: stdout.slice(at) };
  };

  it.each(Object.keys(SCRIPTS) as ScriptName[])('reads the text %s', async (name) => {
    const { stdout, stderr } = await shell.say(`hp_never() {\n${SCRIPTS[name].text}\n}\necho read`);
    expect({ stdout, stderr }).toEqual({ stdout: 'read\n', stderr: '' });
  });

  describe('says of itself', () => {
    const seconds = () => Math.floor(Date.now() / 1000);
    const facts = (
      more: Partial<Record<'programs' | 'hostname' | 'machine_id' | 'now', string | number>> = {},
    ) => writeScript('facts', { programs: '', hostname: '', machine_id: '', now: seconds(), ...more });

    it('who it is, what time it is, and what programs it lacks', async () => {
      const { stdout, exit } = await say(`${facts({ programs: 'cat hp-no-such /no/such' })}\necho on`);
      const said = stdout.split('\n');
      expect(said).toEqual(
        expect.arrayContaining([`hostname ${hostname()}`, expect.stringMatching(/^free \d+$/)]),
      );
      expect(Math.abs(Number(/^time ([\d.]+)$/m.exec(stdout)?.[1]) - Date.now() / 1000)).toBeLessThan(60);
      expect(said.filter((line) => line.startsWith('missing'))).toEqual([
        'missing-hp-no-such yes',
        'missing-/no/such yes',
      ]);
      expect([said.at(-2), exit]).toEqual(['on', 0]);
    });

    it('what time it is by its own clock, whatever time the other end has, with one process less where both agree', async () => {
      const said = await say(
        `${facts({ now: 'NOW' }).replace('hp_now=NOW', 'hp_now=$(date +%s)')}\ndate +%s`,
      );
      const [, time, then] = /^time ([\d.]+)\n[\s\S]*^(\d+)\n$/m.exec(said.stdout) ?? [];
      expect(Number(then) - Number(time)).toBeGreaterThanOrEqual(-1);
      expect(Number(then) - Number(time)).toBeLessThan(60);
      for (const now of [0, seconds() + 3600, seconds() - 3600])
        expect((await say(facts({ now }))).stdout).toMatch(/^time \d+$/m);
    });

    it.each([{ hostname: 'another' }, { machine_id: 'another' }])(
      'no more where it is not the one that is meant: %o',
      async (expected) => {
        const { stdout, exit } = await say(`${facts(expected)}\necho on`);
        expect([stdout.split('\n').slice(-2), exit]).toEqual([['end facts', ''], 0]);
      },
    );

    it('that it is the one that is meant', async () => {
      const { stdout } = await say(`${facts({ hostname: hostname() })}\necho on`);
      expect(stdout).toMatch(/\non\n$/);
    });

    it('whether it keeps records, and which it has of a run', async () => {
      const track = writeScript('track-run', { run: 'r-1', seq: 7 });
      expect((await say(track)).stdout).toBe('track ok\nattempts\n');
      const runs = join(folder, '.local/state/holdpoint/runs');
      expect(readFileSync(join(runs, 'r-1/since'), 'utf8')).toMatch(/^7 end\n\d+ \d+ [\da-f-]{36}\n$/);
      for (const attempt of ['a1', 'a2']) writeFileSync(join(runs, 'r-1', `${attempt}.sh`), '');
      expect((await say(track)).stdout).toBe('track ok\nattempts a1 a2\n');
      writeFileSync(join(folder, 'file'), '');
      const none = await say(writeScript('track', {}), { HOME: join(folder, 'file'), PATH: '/usr/bin:/bin' });
      expect(none.stdout).toBe(`track no-folder ${folder}/file/.local/state/holdpoint\n`);
    });

    it('which boot it is', async () => {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
      expect((await say(writeScript('boot', {}))).stdout).toBe(boot);
    });
  });

  describe('begins a job', () => {
    it('with its marker, in its folder, with its environment, and with no input', async () => {
      const env = { WORD: `it's "odd" $HOME \\ and\nmore`, PATH: '/usr/bin:/bin' };
      const text = 'cat; echo "$WORD|$PWD|$hp_nonce$hp_cwd"; exit 7';
      const { started, stdout, exit } = await carryOut(jobOf(text, { env, cwd: folder }));
      expect([started?.pid, exit]).toEqual([expect.any(Number), 7]);
      expect(stdout).toBe(`${env.WORD}|${folder}|\n`);
    });

    it('not where its folder is not there', async () => {
      const { started, exit } = await carryOut(jobOf('echo ran', { cwd: join(folder, 'nowhere') }));
      expect([started, exit]).toEqual([null, NOT_STARTED_EXIT]);
    });

    it('in the folder that is meant where CDPATH of the login knows another of that name', async () => {
      for (const place of ['', 'other/']) mkdirSync(join(shell.home, `${place}named`), { recursive: true });
      const { command, payload } = wrapJob(jobOf('pwd', { cwd: 'named' }), NONCE);
      const login = `export CDPATH=${quoteForShell(join(shell.home, 'other'))}; `;
      const { stdout } = await shell.run(login + command, payload);
      expect(stdout.split('\n').slice(1)).toEqual([join(shell.home, 'named'), '']);
    });

    it.each(['-', ''])('nowhere else where its folder is "%s"', async (cwd) => {
      const { command, payload } = wrapJob(jobOf('echo ran', { cwd }), NONCE);
      const { stdout, stderr, exit } = await shell.run(`cd / && cd "$HOME" && ${command}`, payload);
      expect([stdout, exit]).toEqual(['', NOT_STARTED_EXIT]);
      expect(stderr).toMatch(cwd === '' ? 'its folder (cwd) is an empty text' : /cd: .*-/);
    });

    it('not with an environment that it does not take', async () => {
      const { started, exit, stderr } = await carryOut(
        jobOf('echo ran', { env: { BLOB: 'y'.repeat(200_000) } }),
      );
      expect([started, exit]).toEqual([null, NOT_STARTED_EXIT]);
      expect(stderr).toContain('holdpoint: environment-too-large BLOB ');
    });

    it.each([true, false])(
      'in a process group of its own where it is told to (takes input: %s)',
      async (takesInput) => {
        const { started, stdout, exit } = await carryOut(
          jobOf('cat; exit 7', { takesInput, ownGroup: true }),
          'data\n',
        );
        expect([started?.pid, exit]).toEqual([started?.group, 7]);
        expect(stdout).toBe(takesInput ? 'data\n' : '');
      },
    );

    it('that is a script, which is gone afterwards, and only the one that was sent', async () => {
      const script = `echo "$0|$WORD"; printf '%s\\n' 'a\\b' "it's"\nexit 3\n`;
      const text = scriptText('env WORD="two words" sh', script, sha256(script));
      const { stdout, exit } = await carryOut(jobOf(text));
      const [, file = ''] = /^(\S+)\|two words\na\\b\nit's\n$/.exec(stdout) ?? [];
      expect([exit, file]).toEqual([3, expect.stringMatching(/\/script$/)]);
      expect(existsSync(join(file, '..'))).toBe(false);
      const wrong = await carryOut(jobOf(scriptText('sh', 'echo ran', sha256('another'))));
      expect([wrong.stdout, wrong.stderr, wrong.exit]).toEqual([
        '',
        `holdpoint: script-cut ${sha256('echo ran')}\n`,
        NOT_STARTED_EXIT,
      ]);
    });

    it('that is a script, not where no private file can be made for it', async () => {
      const env = { TMPDIR: join(folder, 'nowhere') };
      const text = scriptText('sh', 'echo ran', sha256('echo ran'));
      const { started, stdout, stderr, exit } = await carryOut(jobOf(text, { env }));
      expect([started?.pid, stdout, stderr, exit]).toEqual([
        expect.any(Number),
        '',
        `holdpoint: script-unwritable ${env.TMPDIR}\n`,
        NOT_STARTED_EXIT,
      ]);
    });
  });

  describe('receives a file', () => {
    const DATA = 'line\n\0\u0001bytes\n';
    const receive = (more: Partial<Receipt> = {}, data = DATA, before = '') => {
      const receipt = {
        ...{
          to: join(folder, 'a file'),
          follow: false,
          nonce: 'n1',
          sha256: sha256(DATA),
          bytes: DATA.length,
        },
        ...{ mode: null, owner: null, guard: '', ...more },
      };
      return carryOut(jobOf(before + receiveText(receipt), { takesInput: true }), data);
    };
    const at = (name: string): string => join(folder, name);
    const modeOf = (name: string): string => (statSync(at(name)).mode & 0o7777).toString(8);

    it('to the byte, and puts it in place with its mode', async () => {
      expect(await receive()).toMatchObject({ exit: 0, stdout: `verified SHA-256 ${sha256(DATA)}\n` });
      expect([readFileSync(at('a file'), 'latin1'), modeOf('a file')]).toEqual([DATA, '644']);
      expect((await receive({ mode: '0750' })).exit).toBe(0);
      expect(modeOf('a file')).toBe('750');
      expect((await receive()).exit).toBe(0);
      expect(modeOf('a file')).toBe('750');
      expect(readdirSync(folder)).toEqual(['a file']);
    });

    it('and leaves what was there where it is cut, wrong, too late, or has no room', async () => {
      writeFileSync(at('a file'), 'before');
      const guard = 'echo gone >&2; exit 97';
      for (const [said, stderr] of [
        [await receive({}, DATA.slice(1)), /^holdpoint: arrived-otherwise [0-9a-f]{64}\n$/],
        [await receive({ sha256: sha256('x') }), /^holdpoint: arrived-otherwise /],
        [await receive({ guard }), /^gone\n$/],
        [await receive({ bytes: 1e15 }), /^holdpoint: no-space 976562500000 \d+ \//],
      ] as const) {
        expect(said.stderr).toMatch(stderr);
        expect([said.stdout, said.exit]).toEqual(['', 1]);
      }
      expect(readFileSync(at('a file'), 'utf8')).toBe('before');
      expect(readdirSync(folder)).toEqual(['a file']);
    });

    it.each([
      ['has 3 TiB free', 3 * 2 ** 30, DATA.length],
      ['has 5 TiB free for a file of 3 TiB', 5 * 2 ** 30, 3 * 2 ** 40],
      ['has 1 TiB free for a file of 3 TiB', 2 ** 30, 3 * 2 ** 40],
    ])('where the disk %s', async (_how, freeKib, bytes) => {
      mkdirSync(at('tools'));
      const rows = `Filesystem 1024-blocks Used Available Capacity Mounted\ndisk 1 1 ${freeKib} 1% /`;
      writeFileSync(join(at('tools'), 'df'), `#!/bin/sh\ncat <<'END'\n${rows}\nEND\n`, { mode: 0o700 });
      const received = await receive({ bytes }, DATA, `PATH=${quoteForShell(at('tools'))}:$PATH; `);
      const isRoom = freeKib * 1024 >= bytes;
      expect([received.exit, received.stderr.includes('no-space')]).toEqual([isRoom ? 0 : 1, !isRoom]);
    });

    it('at no folder and no pipe, and through a link only where it is told to', async () => {
      mkdirSync(at('folder'));
      symlinkSync('aim', at('link'));
      symlinkSync('no/such/place', at('astray'));
      const refusal = async (more: Partial<Receipt>) =>
        notPlaced(1, (await receive(more)).stderr, (text) => text);
      const prevented = (kind: string, path: string) => ({ kind: 'placing-prevented', by: { kind, path } });
      expect(await refusal({ to: at('folder') })).toEqual(prevented('target-folder', at('folder')));
      expect(await refusal({ to: '/dev/null' })).toEqual(prevented('target-special', '/dev/null'));
      expect(await refusal({ to: at('link') })).toEqual(prevented('target-link', at('link')));
      expect(await refusal({ to: at('astray'), follow: true })).toEqual(
        prevented('target-link-astray', at('astray')),
      );
      expect((await receive({ to: at('link'), follow: true })).exit).toBe(0);
      expect(readFileSync(at('aim'), 'latin1')).toBe(DATA);
    });

    it.skipIf(!isRoot)('with the owner that was there, or the one that it is told', async () => {
      writeFileSync(at('a file'), 'before');
      chownSync(at('a file'), 12345, 23456);
      const owners = () => [statSync(at('a file')).uid, statSync(at('a file')).gid];
      expect(ownerLost((await receive()).stdout)).toBeNull();
      expect(owners()).toEqual([12345, 23456]);
      await receive({ owner: '34567:45678', mode: '600' });
      expect([...owners(), modeOf('a file')]).toEqual([34567, 45678, '600']);
    });

    it('and says afterwards whether it is there, or that nobody can tell', async () => {
      const text = findUploadText({ to: at('a file'), follow: false }, { nonce: 'n1', sha256: sha256(DATA) });
      const find = async (before = '') => (await say(`${before}${text}`)).stdout;
      expect(await find()).toBe('absent\n');
      await receive();
      expect(await find()).toBe('there\n');
      mkdirSync(at('refusing'));
      for (const tool of ['sha256sum', 'shasum', 'openssl'])
        writeFileSync(join(at('refusing'), tool), '#!/bin/sh\nexit 1\n', { mode: 0o700 });
      expect(await find(`PATH=${quoteForShell(at('refusing'))}:$PATH; `)).toBe('unread\n');
    });

    it('and measures one that is to be fetched', async () => {
      const measure = async (file: string) => (await say(writeScript('measure', { p: file }))).stdout;
      writeFileSync(at('a file'), DATA);
      expect(await measure(at('a file'))).toBe(`${sha256(DATA)} ${DATA.length}\n`);
      expect(await measure(folder)).toBe('special\n');
      expect(await measure('/proc/version')).toMatch(/^[0-9a-f]{64} \d{2,}\n$/);
    });

    it('and one that is fed to what hashes it for its size', async () => {
      const { size, hash } = writeLarge(at('large'));
      expect((await say(writeScript('measure', { p: at('large') }))).stdout.trim()).toBe(`${hash} ${size}`);
      const text = findUploadText({ to: at('large'), follow: false }, { nonce: 'n1', sha256: hash });
      expect((await say(text)).stdout.trim()).toBe('there');
    });

    it('and reads it no further once nobody hears of it', async () => {
      const endless = at('endless');
      writeFileSync(endless, '');
      truncateSync(endless, 2 ** 42);
      const running = shell.start(wrapJob(jobOf(writeScript('measure', { p: endless })), NONCE).payload);
      await until(() => readersOf(endless).length > 0);
      running.cut();
      await until(() => readersOf(endless).length === 0);
    });
  });

  describe('ends a process group', () => {
    const begin = async (text: string): Promise<ChildProcess> => {
      const child = spawn('/bin/sh', ['-c', `${text}\necho up; while :; do sleep 0.1; done`], {
        detached: true,
      });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      return child;
    };
    const end = async ({ pid = 0 }: ChildProcess) =>
      (await carryOut(jobOf(writeScript('end-group', { group: pid })))).stdout;

    it('that ends when it is told to, and one that does not', async () => {
      expect(await end(await begin('sleep 60 &'))).toBe('gone\n');
      expect(await end(await begin("trap '' TERM; (sleep 61) &"))).toBe('gone\n');
    });

    it('that has ended', async () => {
      const child = await begin('');
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      expect(await end(child)).toBe('gone\n');
    });
  });
});
