import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { guardOf } from '#engine/lease/texts.ts';
import { createMarkerFinder, parseStarted } from '#engine/remote/marker.ts';
import { type ShellJob, scriptText, wrapJob } from '#engine/remote/wrapper.ts';
import { howMany } from '#support/how-many.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdpoint-wrapper-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NONCE = 'hp01k9';
const job = (text: string, given: Partial<ShellJob> = {}): ShellJob => ({
  text,
  env: {},
  cwd: null,
  sudo: null,
  ...given,
});

function run(wrapped: ShellJob, payload?: string) {
  const { command, payload: whole } = wrapJob(wrapped, NONCE);
  const done = spawnSync('/bin/sh', ['-c', command], { input: payload ?? whole, encoding: 'utf8' });
  return { exit: done.status, stdout: done.stdout, stderr: done.stderr };
}

describe('a wrapped command', () => {
  it('says its marker first, then runs with its environment and ends with its exit code', () => {
    const { exit, stdout } = run(job('echo "$A|$0"; exit 7', { env: { A: `it's "x" $(id) \`id\` \\ \n!` } }));
    expect(exit).toBe(7);
    const [marker, ...rest] = stdout.split('\n');
    expect(parseStarted(marker ?? '')).toMatchObject({ pid: expect.any(Number), group: expect.any(Number) });
    expect(rest.join('\n')).toBe(`it's "x" $(id) \`id\` \\ \n!|/bin/sh\n`);
  });

  it('has an empty input, so that nothing of it is read as data', () => {
    expect(run(job('cat; echo end')).stdout).toMatch(/^hp01k9 \d+ +\d+\nend\n$/);
  });

  it('does not start where its folder is not there', () => {
    const { exit, stdout } = run(job('echo ran', { cwd: join(folder, 'nowhere') }));
    expect(exit).toBe(97);
    expect(stdout).toBe('');
    expect(run(job('pwd', { cwd: folder })).stdout).toContain(`\n${folder}\n`);
  });

  it.each([false, true])(
    'begins a process group of its own where it is told to (takes input: %s)',
    (takesInput) => {
      const { exit, stdout } = run(job('cat; exit 7', { takesInput, ownGroup: true }));
      const [, pid, group] = /^hp01k9 (\d+) +(\d+)\n$/.exec(stdout) ?? [];
      expect([exit, pid]).toEqual([7, group]);
    },
  );

  it.each([false, true])(
    'cut short at any byte runs nothing (takes input: %s)',
    (takesInput) => {
      const mark = join(folder, `cut-${takesInput}`);
      const wrapped = job(`: >${mark}`, { takesInput, ...(takesInput ? {} : { env: { A: `x'y` } }) });
      const { payload } = wrapJob(wrapped, NONCE);
      const whole = payload.trimEnd().length;
      for (let length = 0; length < whole; length += 1) {
        const { exit, stdout } = run(wrapped, payload.slice(0, length));
        expect(existsSync(mark), `${length} of ${payload.length} bytes`).toBe(false);
        expect(stdout).toBe('');
        expect(exit === 0 && payload.slice(0, length).trim() !== '', `exit 0 at ${length}`).toBe(false);
      }
      run(wrapped);
      expect(existsSync(mark)).toBe(true);
    },
    60_000,
  );
});

describe('the command line that a host shows', () => {
  const place = { base: '/home/o/.local/state/holdpoint', machine: 'web1-0123', boot: '' };
  const guard = guardOf({ word: 'w' }, { place, mark: '0000000001-c', tidy: false });
  const sudos = [null, { user: 'root', password: null }, { user: 'deploy', password: 'geheim' }];
  const jobs = sudos.flatMap((sudo) =>
    [true, false].flatMap((takesInput) =>
      [true, false].map((ownGroup) =>
        job("echo 'secret text'", { sudo, takesInput, ownGroup, guard, env: { A: 'secret value' } }),
      ),
    ),
  );

  it.each(jobs)('reads the same in csh and fish, and holds nothing of the author (%#)', (wrapped) => {
    const { command } = wrapJob(wrapped, NONCE);
    expect(command).not.toMatch(/[\\\n!]/);
    expect(command).not.toMatch(/secret|geheim/);
    expect(command.split("'").length % 2).toBe(1);
  });
});

describe('a script', () => {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

  it('arrives as it is, runs, and leaves nothing behind', () => {
    const script = `echo "$0" >${folder}/where; printf '%s\\n' 'a\\b' "it's"\nexit 3`;
    const { exit, stdout } = run(job(scriptText('sh', script, hash(script))));
    expect(exit).toBe(3);
    expect(stdout).toMatch(/\na\\b\nit's\n$/);
    expect(existsSync(readFileSync(join(folder, 'where'), 'utf8').trim())).toBe(false);
  });

  it('that is not the one that was sent does not start', () => {
    const { exit, stderr } = run(job(scriptText('sh', `: >${folder}/wrong`, hash('another'))));
    expect(exit).toBe(97);
    expect(stderr).toBe(`holdpoint: script-cut ${hash(`: >${folder}/wrong`)}\n`);
    expect(existsSync(join(folder, 'wrong'))).toBe(false);
  });
});

describe('finding the marker', () => {
  const noise = fc.array(
    fc.constantFrom('motd\n', '\u0000', 'hp01k', 'hp01k9', 'hp01k9 x y\n', '\n', 'é', 'hp01k9 12\n'),
    { maxLength: 12 },
  );

  it('finds it in any noise, however it is cut, and gives every byte after it', () => {
    fc.assert(
      fc.property(
        noise,
        fc.uint8Array({ maxLength: 60 }),
        fc.array(fc.nat(30), { maxLength: 20 }),
        (before, rest, cuts) => {
          const stream = Buffer.concat([Buffer.from(`${before.join('')}${NONCE} 12 34\n`), rest]);
          const finder = createMarkerFinder(`${NONCE} `, (line) => parseStarted(line) !== null);
          const after: Uint8Array[] = [];
          let found = null;
          let at = 0;
          for (const size of [...cuts, stream.length]) {
            const piece = stream.subarray(at, at + size);
            at += piece.length;
            if (found) after.push(piece);
            else {
              found = finder.push(piece);
              if (found) after.push(found.rest);
            }
          }
          expect(found && parseStarted(found.line)).toEqual({ pid: 12, group: 34 });
          expect(Buffer.concat(after).equals(Buffer.from(rest))).toBe(true);
        },
      ),
      { numRuns: howMany(1000, 3000) },
    );
  });

  it('finds nothing where there is no marker, and keeps little of endless noise', () => {
    const finder = createMarkerFinder(`${NONCE} `, (line) => parseStarted(line) !== null);
    for (let i = 0; i < 100; i += 1) expect(finder.push(new Uint8Array(16 * 1024).fill(120))).toBeNull();
    expect(finder.pending().length).toBeLessThanOrEqual(272 * 1024);
    expect(finder.push(Buffer.from(`\n${NONCE} 1 2\nrest`))?.rest.toString()).toBeDefined();
  });

  it('reads pid and group, and nothing else', () => {
    expect(parseStarted('n 12   34')).toEqual({ pid: 12, group: 34 });
    for (const line of ['n', 'n 12', 'n 12 x', 'n 12 34 56', '12 34']) expect(parseStarted(line)).toBeNull();
  });
});
