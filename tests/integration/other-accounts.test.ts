/** An account that is only a number, as in many containers: the system has neither a name nor a home for it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

const NOBODY = 54_321;
let desk: Desk;
let host: Sshd;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

/** Runs the command line as that account, without `HOME` where that is said. */
function asNobody(words: readonly string[], home: string | null) {
  const { command, env } = desk.commandLine(words, { NODE_COMPILE_CACHE: join(desk.folder, 'compiled') });
  const { HOME: _, USER: __, LOGNAME: ___, ...bare } = env;
  const [program = '', ...rest] = command;
  const given = { uid: NOBODY, gid: NOBODY, cwd: desk.folder, encoding: 'utf8' } as const;
  return spawnSync(program, rest, { ...given, env: home === null ? bare : { ...bare, HOME: home } });
}

describe.skipIf(process.getuid?.() !== 0)('an account without a name', () => {
  it('runs a release, and signs with its number', async () => {
    const file = desk.write('nobody', releaseOf(inventory([host]), [noted('work', 'all')]));
    const key = join(desk.folder, 'key');
    copyFileSync((await userKey()).key, key);
    execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, desk.folder]);
    const run = asNobody(['run', file, '--env', 'lab', '--credential', `default=key:${key}`], desk.folder);
    expect(run.stderr).not.toContain('uv_os_get_passwd');
    expect([run.status, run.stdout.match(/\d+ ok/)?.[0]]).toEqual([0, '1 ok']);
    const listed = asNobody(['runs', '--json'], null);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ operator: String(NOBODY) }]);
  });

  it('is told to name a place for the library where it has no home', () => {
    const { command, env } = desk.commandLine(['runs']);
    const { HOME: _, HOLDPOINT_DATA: __, XDG_DATA_HOME: ___, ...bare } = env;
    const [program = '', ...rest] = command;
    const { status, stderr } = spawnSync(program, rest, {
      uid: NOBODY,
      gid: NOBODY,
      env: bare,
      encoding: 'utf8',
      cwd: '/',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain('Set HOME, or name a folder with --data or HOLDPOINT_DATA');
  });
});

describe('a file that PowerShell wrote as UTF-16', () => {
  const said =
    /it is UTF-16 text, as PowerShell's ">" writes it, and has to be UTF-8\. .*Set-Content -Encoding utf8/;
  const write = (name: string, text: string): string => {
    const path = join(desk.folder, name);
    writeFileSync(path, Buffer.from(`\ufeff${text}`, 'utf16le'));
    return path;
  };

  it.each(['lint', 'import'])('is named as such by %s', async (word) => {
    const { exit, stderr } = await desk.cli([word, write('sixteen.yaml', 'holdpoint: 1\r\n')]);
    expect(exit).toBe(2);
    expect(stderr).toMatch(said);
  });

  it('is named as such among answers and scripts', async () => {
    const step = { ...noted('work', 'all'), run: undefined, script: { file: 'sixteen.sh' } };
    write('sixteen.sh', '#!/bin/sh\r\ntrue\r\n');
    const file = desk.write('sixteen', releaseOf(inventory([host]), [step]));
    expect((await desk.cli(['lint', file])).stdout).toMatch(/"sixteen\.sh" is UTF-16 text/);
    const plain = desk.write('plain', releaseOf(inventory([host]), [noted('work', 'all')]));
    const answers = write('answers.yaml', 'default: stop\r\n');
    const { exit, stderr } = await desk.run(plain, ['--answers', answers]);
    expect(exit).toBe(2);
    expect(stderr).toMatch(said);
  });
});
