import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFreshUser, type FreshUser } from '../support/fresh-user.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CAN_INSTALL = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/dpkg');

/** Packages that were made before, in the folder named, or else made now. */
const PACKAGES = process.env['HOLDPOINT_PACKAGES'] ?? mkdtempSync(join(tmpdir(), 'holdpoint-packages-'));

const ANSWERS = `desk: done
go: { released_by: [manager], note: "All fit, go" }
switch: retry
default: stop
`;

const packed = (ending: string) => {
  const name = readdirSync(PACKAGES).find((file) => file.endsWith(ending));
  if (!name) throw new Error(`no ${ending} in ${PACKAGES}`);
  return join(PACKAGES, name);
};

describe.skipIf(!CAN_INSTALL)('a package', () => {
  let user: FreshUser;

  beforeAll(() => {
    chmodSync(PACKAGES, 0o755);
    const isMade = readdirSync(PACKAGES).includes('SHA256SUMS');
    if (!isMade)
      execFileSync(process.execPath, [join(ROOT, 'build', 'package.mjs'), 'deb', 'tar.gz', 'run'], {
        env: { ...process.env, HOLDPOINT_PACKAGES: PACKAGES },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    user = createFreshUser('holdpoint-fresh');
  });

  afterAll(() => {
    user?.remove();
    if (process.env['HOLDPOINT_PACKAGES'] === undefined) rmSync(PACKAGES, { recursive: true, force: true });
  });

  it('is what SHA256SUMS says', () => {
    execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: PACKAGES });
  });

  it('holds no test, map or source', () => {
    const files = execFileSync('tar', ['-tzf', packed('.tar.gz')], { encoding: 'utf8' }).split('\n');
    expect(files.filter((file) => /\.(map|ts|test\.js)$|\/(test|tests|src)\//.test(file))).toEqual([]);
  });

  it('runs from where the tar.gz was unpacked', () => {
    user.run(`tar -xzf - --strip-components=1 --one-top-level=unpacked < ${packed('.tar.gz')}`);
    expect(user.run('unpacked/bin/holdpoint --version')).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('installs itself into a home, over itself, and removes what it put there', () => {
    const file = `${user.home}/holdpoint.run`;
    user.run(`cat > ${file} < ${packed('.run')}`);
    for (const _ of ['new', 'over the older one']) user.run(`sh ${file}`);
    expect(user.run('.local/bin/holdpoint --version')).toMatch(/^\d+\.\d+\.\d+/);
    user.run(`sh ${file} --remove`);
    expect(user.run('find .local -name "*oldpoint*"')).toBe('');
  });

  it('that was damaged on its way installs nothing', () => {
    const file = `${user.home}/damaged.run`;
    user.run(`cat > ${file} < ${packed('.run')}; printf x >> ${file}`);
    expect(() => user.run(`sh ${file} 2>&1`)).toThrow();
    expect(user.run('find .local -name "*oldpoint*"')).toBe('');
  });

  describe('installed as a deb', () => {
    beforeAll(() => {
      execFileSync('dpkg', ['--install', packed('.deb')], { stdio: ['ignore', 'ignore', 'inherit'] });
    });

    it('carries the sample to report and PDF, and lets go of no library when it is removed', async () => {
      const stop = await user.start('holdpoint practice', /run until you press/);
      const run = 'holdpoint run release/practice.release.yaml --env practice';
      const given = '--credential practice=key:hosts/practice_key --answers answers.yaml --operator engineer';
      user.run(`cd holdpoint-practice; cat > answers.yaml <<'END'\n${ANSWERS}END\n${run} ${given}`);
      const id = /^r-\S+/m.exec(user.run('holdpoint runs'))?.[0] ?? '';
      expect(user.run('holdpoint verify')).toMatch(/^ok: /);
      user.run(
        `holdpoint report ${id} --format pdf -o report.pdf; holdpoint report ${id} --format html -o report.html`,
      );
      stop();
      execFileSync('dpkg', ['--install', packed('.deb')], { stdio: ['ignore', 'ignore', 'inherit'] });
      expect(user.run('holdpoint runs')).toContain(id);
      expect(readFileSync(join(user.home, 'report.pdf')).subarray(0, 5).toString()).toBe('%PDF-');

      execFileSync('dpkg', ['--purge', 'holdpoint'], { stdio: ['ignore', 'ignore', 'inherit'] });
      for (const path of [
        '/opt/holdpoint',
        '/usr/bin/holdpoint',
        '/usr/share/doc/holdpoint',
        '/etc/apparmor.d/holdpoint',
      ])
        expect({ path, isThere: existsSync(path) }).toEqual({ path, isThere: false });
      expect(existsSync(join(user.home, '.local/share/holdpoint/library.db'))).toBe(true);
    });
  });
});
