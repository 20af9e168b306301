import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVirtualDisplay } from '#build/virtual-display.mjs';
import { alternate, median } from '../bench/measure.ts';
import { run as timed } from '../bench/programs.ts';
import { createFreshUser, type FreshUser } from '../support/fresh-user.ts';
import { copyAsVersion, makePackages, packageIn } from '../support/packages.ts';
import { mountDisk } from '../support/small-disk.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** What a program could take from a checkout instead of bringing it. */
const CHECKOUT = ['node_modules', 'out', 'build', 'resources', 'electron'].map((name) => join(ROOT, name));
const isThere = (program: string) => existsSync(`/usr/bin/${program}`);
const CAN_INSTALL = process.platform === 'linux' && process.getuid?.() === 0 && isThere('dpkg');

/** Packages that were made before, in the folder named, or else made now. */
const PACKAGES = process.env['HOLDPOINT_PACKAGES'] ?? mkdtempSync(join(tmpdir(), 'holdpoint-packages-'));
/** The same of a later version. */
const LATER = process.env['HOLDPOINT_LATER_PACKAGES'] ?? mkdtempSync(join(tmpdir(), 'holdpoint-later-'));
const LATER_VERSION = '98.7.6';
const TARGETS = ['deb', 'tar.gz', 'run', ...(isThere('rpmbuild') ? ['rpm'] : [])];

const ANSWERS = `desk: done
go: { released_by: [manager], note: "All fit, go" }
deliver: retry
switch: retry
default: stop
`;

const packed = (ending: string) => packageIn(PACKAGES, ending);
const later = (ending: string) => packageIn(LATER, ending);
const dpkg = (...words: readonly string[]) =>
  execFileSync('dpkg', words, { stdio: ['ignore', 'ignore', 'inherit'] });

/** Where deb and rpm put what is not in a home. */
const PLACES = [
  '/opt/holdpoint',
  '/usr/bin/holdpoint',
  '/usr/share/applications/holdpoint.desktop',
  '/usr/share/bash-completion/completions/holdpoint',
  '/usr/share/man/man1/holdpoint.1.gz',
  '/usr/share/mime/packages/holdpoint.xml',
];
/** As they are, or gone: each of them, so that one that is left is named. */
const present = () => PLACES.filter((path) => existsSync(path));
const refusal = new RegExp(
  `^error: newer-library: This library was written by Holdpoint ${LATER_VERSION}\\S* and cannot be opened by Holdpoint \\d`,
  'm',
);

interface Installed {
  /** What starts the command, as a shell reads it. */
  readonly command: string;
  readonly data: string;
  /** Where the sample lies. */
  readonly folder: string;
}

/** Runs the sample on practice hosts without a display, once whole and once with a kill in the middle. Gives the first run. */
async function carriesSample(user: FreshUser, { command, data, folder }: Installed): Promise<string> {
  const own = `cd; export HOLDPOINT_DATA="$HOME/${data}"; mkdir -p "\${HOLDPOINT_DATA%/*}" "${folder}"; cd "${folder}"`;
  const given = '--credential practice=key:hosts/practice_key --answers answers.yaml --operator engineer';
  const start = `${command} run release/practice.release.yaml --env practice ${given}`;
  const runs = (): string[] => user.run(`${own}; ${command} runs`).match(/^r-\S+/gm) ?? [];
  const practise = () => user.start(`${own}; ${command} practice --dir .`, /run until you press/);
  const stop = await practise();
  user.run(`${own}; cat > answers.yaml <<'END'\n${ANSWERS}END\n${start}`);
  const [whole = ''] = runs();
  for (const format of ['pdf', 'html'])
    user.run(`${own}; ${command} report ${whole} --format ${format} -o report.${format}`);
  const report = readFileSync(join(user.home, folder, 'report.pdf'));
  expect(report.subarray(0, 5).toString()).toBe('%PDF-');
  await stop();

  const stopAgain = await practise();
  const kill = await user.start(`${own}; ${start}`, /ok +backup@/);
  await kill('SIGKILL');
  const killed = runs().find((each) => each !== whole) ?? '';
  expect(user.run(`${own}; ${command} show ${killed}`)).toContain(`${killed}: interrupted`);
  expect(user.run(`${own}; ${command} resume ${killed} ${given}`)).toContain(`${killed}: succeeded`);
  expect(user.run(`${own}; ${command} verify`)).toMatch(/^ok: /);
  expect(user.run(`${own}; ${command} doctor`)).not.toContain('PROBLEM');
  await stopAgain();
  return whole;
}

/** The window is there once its page was drawn: it shows itself then. */
async function showsWindow(user: FreshUser, program: string): Promise<void> {
  const display = await startVirtualDisplay();
  const env = { ...process.env, DISPLAY: display.display };
  const stop = await user.start(
    `HOLDPOINT_DATA="$HOME/shown" DISPLAY=${display.display} ${program} 2>&1`,
    /Holdpoint \S+ on Electron/,
  );
  const windows = () =>
    execFileSync(
      'sh',
      ['-c', 'xwininfo -root -tree | grep -c \'"Holdpoint".*[0-9]\\{3,\\}x[0-9]\\{3,\\}\' || true'],
      { env, encoding: 'utf8' },
    );
  await expect.poll(() => Number(windows()), { timeout: 60_000 }).toBeGreaterThan(0);
  await stop();
  display.stop();
}

describe.skipIf(!CAN_INSTALL)('a package', () => {
  let user: FreshUser;
  const sumOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

  beforeAll(() => {
    if (!readdirSync(PACKAGES).includes('SHA256SUMS')) makePackages(ROOT, PACKAGES, { targets: TARGETS });
    if (!readdirSync(LATER).includes('SHA256SUMS')) {
      const tree = join(ROOT, '.cache', 'later version');
      copyAsVersion(LATER_VERSION, tree);
      makePackages(tree, LATER, { targets: TARGETS });
      rmSync(tree, { recursive: true });
    }
    for (const folder of [PACKAGES, LATER]) chmodSync(folder, 0o755);
    user = createFreshUser('holdpoint-fresh', CHECKOUT.filter(existsSync));
  });

  afterAll(async () => {
    await user?.remove();
    if (process.env['HOLDPOINT_PACKAGES'] === undefined) rmSync(PACKAGES, { recursive: true, force: true });
    if (process.env['HOLDPOINT_LATER_PACKAGES'] === undefined)
      rmSync(LATER, { recursive: true, force: true });
  });

  it('is what SHA256SUMS says', () => {
    execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: PACKAGES });
  });

  it.skipIf(process.env['HOLDPOINT_PACKAGES'] !== undefined || !isThere('minisign'))(
    'is the same file when it is made again, and signed where a key is given',
    () => {
      const again = mkdtempSync(join(tmpdir(), 'holdpoint-again-'));
      const [open, secret] = ['key.pub', 'key'].map((name) => join(again, name));
      execFileSync('minisign', ['-G', '-W', '-p', open!, '-s', secret!], { stdio: 'ignore' });
      makePackages(ROOT, again, { targets: TARGETS, signingKey: secret! });
      for (const ending of TARGETS)
        expect({ ending, sum: sumOf(packageIn(again, `.${ending}`)) }).toEqual({
          ending,
          sum: sumOf(packed(`.${ending}`)),
        });
      const sums = join(again, 'SHA256SUMS');
      execFileSync('minisign', ['-V', '-q', '-p', open!, '-m', sums]);
      appendFileSync(sums, 'x');
      expect(() =>
        execFileSync('minisign', ['-V', '-q', '-p', open!, '-m', sums], { stdio: 'ignore' }),
      ).toThrow();
      rmSync(again, { recursive: true });
    },
  );

  it('holds no test, map or source', () => {
    const files = execFileSync('tar', ['-tzf', packed('.tar.gz')], { encoding: 'utf8' }).split('\n');
    expect(files.filter((file) => /\.(map|ts|test\.js)$|\/(test|tests|src)\//.test(file))).toEqual([]);
  });

  it('runs from where the tar.gz was unpacked, in a folder with blanks', () => {
    user.run(`mkdir 'un packed'; tar -xzf - --strip-components=1 -C 'un packed' < ${packed('.tar.gz')}`);
    expect(user.run("'un packed/bin/holdpoint' --version")).toMatch(/^\d+\.\d+\.\d+/);
    user.run("ln -s 'un packed/bin/holdpoint' linked");
    expect(user.run('./linked --version')).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('of tar.gz carries the sample to report and PDF too, and opens its window', async () => {
    const place = `${user.home}/un packed`;
    await carriesSample(user, {
      command: `'${place}/bin/holdpoint'`,
      data: 'unpacked library',
      folder: 'un packed practice',
    });
    if (isThere('xwininfo')) await showsWindow(user, `'${place}/holdpoint-desktop'`);
  });

  it('installs itself into a home, over itself, and removes what it put there', () => {
    const file = `${user.home}/holdpoint.run`;
    user.run(`cat > ${file} < ${packed('.run')}`);
    const before = user.run('find . | sort');
    for (const _ of ['new', 'over the older one']) user.run(`umask 077; sh ${file}`);
    expect(user.run('.local/bin/holdpoint --version')).toMatch(/^\d+\.\d+\.\d+/);
    user.run(`sh ${file} --remove`);
    expect(user.run('find . | sort')).toBe(before);
    user.run(`XDG_DATA_HOME="$HOME/shared" sh ${file}; test -e shared/applications/holdpoint.desktop`);
    user.run(`sh ${file} --remove`);
    expect(user.run('find . | sort')).toBe(before);
  });

  it('tells what it takes, takes nothing else, and unpacks itself for somebody without a home', () => {
    const file = `${user.home}/holdpoint.run`;
    user.run(`cat > ${file} < ${packed('.run')}`);
    expect(user.run(`sh ${file} --help`)).toMatch(/^usage: sh .*\nInstalls Holdpoint \d/);
    for (const words of ['--extract', '--remove all', 'install', '-x'])
      expect(user.run(`sh ${file} ${words} 2>&1 || true`)).toMatch(/^holdpoint: usage: /);
    expect(user.run(`sh ${file} --remove 2>&1 || true`)).toMatch(/^holdpoint: there is no Holdpoint in /);
    user.run(`unset HOME; sh ${file} --extract unpacked`);
    expect(user.run('unpacked/holdpoint/bin/holdpoint --version')).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('does not install itself where it cannot be started, and keeps what was there', () => {
    const file = `${user.home}/holdpoint.run`;
    user.run(`cat > ${file} < ${packed('.run')}`);
    const disk = mountDisk(join(user.home, 'noexec'), 'noexec,mode=777');
    try {
      user.run('mkdir -p noexec/.local/opt/holdpoint; echo older > noexec/.local/opt/holdpoint/version');
      expect(user.run(`HOME="$PWD/noexec" sh ${file} 2>&1 || true`)).toMatch(
        /^holdpoint: it does not start from .*[Pp]ermission denied.*; what was installed before is as it was$/m,
      );
      expect(user.run('find noexec -type f')).toBe('noexec/.local/opt/holdpoint/version\n');
    } finally {
      disk.unmount();
    }
  });

  it('does not install itself into a home that has no name or no room, and says so', () => {
    const file = `${user.home}/holdpoint.run`;
    expect(user.run(`unset HOME; sh ${file} 2>&1 || true`)).toMatch(/^holdpoint: HOME names no folder/);
    const small = mountDisk(join(user.home, 'small'), 'size=100m,mode=777');
    try {
      expect(user.run(`HOME="$PWD/small" sh ${file} 2>&1 || true`)).toMatch(
        /what was installed before is as it was$/m,
      );
      expect(user.run('find small -name "holdpoint*"')).toBe('');
    } finally {
      small.unmount();
    }
  });

  it.skipIf(!isThere('desktop-file-validate'))(
    'installs itself into a home of an odd name, and is found there',
    () => {
      const home = `${user.home}/it's "my" $home & 50 %, \`ü\``;
      const quoted = `'${home.replaceAll("'", "'\\''")}'`;
      const inHome = (text: string) =>
        user.run(`export HOME=${quoted}; mkdir -p "$HOME"; cd "$HOME"; ${text}`);
      inHome(`sh ../holdpoint.run`);
      expect(inHome('.local/bin/holdpoint --version')).toMatch(/^\d+\.\d+\.\d+/);
      expect(inHome('desktop-file-validate .local/share/applications/holdpoint.desktop')).toBe('');
      inHome('sh ../holdpoint.run --remove');
      expect(inHome('find .')).toBe('.\n');
      inHome('cd ..; rmdir "$HOME"');
    },
  );

  it('that was damaged on its way installs nothing', () => {
    const file = `${user.home}/damaged.run`;
    user.run(`cat > ${file} < ${packed('.run')}; printf x >> ${file}`);
    expect(() => user.run(`sh ${file} 2>&1`)).toThrow();
    expect(user.run('find . -path "./.local/*" -name "*oldpoint*"')).toBe('');
  });

  it.skipIf(!existsSync('/etc/apparmor.d/abi/4.0'))('has a profile that AppArmor takes', () => {
    const profile = execFileSync('tar', [
      '-xzOf',
      packed('.tar.gz'),
      '--wildcards',
      '*/share/apparmor/holdpoint',
    ]);
    execFileSync('apparmor_parser', ['--skip-kernel-load', '--skip-cache'], { input: profile });
  });

  it.skipIf(!isThere('rpm'))('of rpm installs, is updated and is removed, by its own scripts', () => {
    const rpm = (...words: readonly string[]) =>
      execFileSync('rpm', ['--dbpath', join(user.home, 'rpm'), ...words], { encoding: 'utf8' });
    expect(rpm('-qp', '--requires', packed('.rpm'))).toContain('libgtk-3.so.0');
    for (const file of [packed('.rpm'), later('.rpm')]) {
      rpm('--nodeps', '-U', file);
      expect(present()).toEqual(PLACES);
    }
    expect(user.run('holdpoint --version')).toContain(LATER_VERSION);
    rpm('--nodeps', '-e', 'holdpoint');
    expect(present()).toEqual([]);
  });

  describe('installed as a deb', () => {
    const database = () => join(user.home, '.local/share/holdpoint/library.db');
    /** Those that were made before a migration. */
    const backups = () =>
      readdirSync(join(user.home, '.local/share/holdpoint/backups')).filter((name) =>
        name.startsWith('schema-'),
      );
    let run = '';

    beforeAll(() => dpkg('--install', packed('.deb')));

    it('carries the sample to report and PDF, and takes a run that was killed up again', async () => {
      run = await carriesSample(user, {
        command: 'holdpoint',
        data: '.local/share/holdpoint',
        folder: 'practice',
      });
    });

    it.skipIf(!isThere('xwininfo'))('opens its window on a display', () =>
      showsWindow(user, '/opt/holdpoint/holdpoint-desktop'),
    );

    // What opens a type stands in a cache that desktop-file-utils writes when a package comes or goes.
    const hasTypes = isThere('gio') && isThere('update-desktop-database');
    it.skipIf(!hasTypes)('is what release files and its links are opened with', () => {
      user.run('mkdir -p types');
      for (const name of ['a.release.yaml', 'b.release.yml', 'c.holdpoint', 'other.yaml'])
        user.run(`cp practice/release/practice.release.yaml types/${name}`);
      const types = user.run('cd types; gio info -a standard::content-type *').match(/\S+$/gm);
      const own = 'application/vnd.holdpoint.release+yaml';
      expect(types?.filter((type) => type === own)).toHaveLength(3);
      for (const type of [own, 'x-scheme-handler/holdpoint'])
        expect(user.run(`LC_ALL=C gio mime ${type}`)).toMatch(/^Default application .*holdpoint\.desktop$/m);
    });

    it("starts its command about as quickly as the checkout's", async () => {
      const took = await alternate(7, {
        installed: () => timed('holdpoint', ['--version']),
        checkout: () => timed(join(ROOT, 'build', 'holdpoint.cjs'), ['--version']),
      });
      const [ours, theirs] = [median(took.installed), median(took.checkout)];
      process.stdout.write(
        `holdpoint --version: installed ${ours.toFixed(0)} ms, checkout ${theirs.toFixed(0)} ms: ${(ours / theirs).toFixed(2)} ×\n`,
      );
    });

    it('leaves the library alone while an app of the older version has it open', async () => {
      const display = await startVirtualDisplay();
      const inLocal = `HOLDPOINT_DATA=${user.home}/other DISPLAY=${display.display}`;
      user.run('holdpoint --data other import practice/release/practice.release.yaml');
      const stop = await user.start(
        `${inLocal} /opt/holdpoint/holdpoint-desktop 2>&1`,
        /Holdpoint \S+ on Electron/,
      );
      await expect
        .poll(() => existsSync(join(user.home, 'other/library.db-wal')), { timeout: 60_000 })
        .toBe(true);
      dpkg('--install', later('.deb'));
      expect(user.run('holdpoint --data other runs 2>&1 || true')).toMatch(
        /^error: busy: This library was written by an older Holdpoint .* another program has it open/,
      );
      await stop();
      await expect
        .poll(() => user.run('holdpoint --data other runs 2>&1 || true'), { timeout: 60_000 })
        .not.toContain('busy');
      display.stop();
    });

    it('is updated by a later one, which copies the library, migrates it and opens it', () => {
      expect(user.run('holdpoint --version')).toContain(LATER_VERSION);
      expect(user.run('holdpoint runs')).toContain(run);
      expect(user.run('holdpoint verify')).toMatch(/^ok: /);
      expect(backups()).toEqual([expect.stringMatching(/^schema-\d+-.*\.db$/)]);
    });

    it('put back over a later one refuses its library by the version that wrote it, and changes nothing', async () => {
      const before = sumOf(database());
      dpkg('--force-downgrade', '--install', packed('.deb'));
      expect(user.run('holdpoint runs 2>&1 || true')).toMatch(refusal);
      const display = await startVirtualDisplay();
      const stop = await user.start(
        `DISPLAY=${display.display} /opt/holdpoint/holdpoint-desktop 2>&1`,
        new RegExp(`written by Holdpoint ${LATER_VERSION}`),
      );
      await stop();
      display.stop();
      expect(sumOf(database())).toBe(before);
    });

    it('works with the copy that the later one made, once that is put back', () => {
      user.run(`cd .local/share/holdpoint; rm -f library.db-*; cp backups/${backups()[0]} library.db`);
      expect(user.run('holdpoint runs 2>&1')).toContain(run);
      expect(user.run('holdpoint verify')).toMatch(/^ok: /);
    });

    it('is removed with all that is its own, and leaves the library', () => {
      dpkg('--purge', 'holdpoint');
      expect(present()).toEqual([]);
      for (const path of ['/usr/share/doc/holdpoint', '/etc/apparmor.d/holdpoint'])
        expect({ path, isThere: existsSync(path) }).toEqual({ path, isThere: false });
      expect(existsSync(database())).toBe(true);
    });
  });

  it('of .run is updated and put back as the deb is', () => {
    const library = 'HOLDPOINT_DATA=$HOME/lib HOLDPOINT=$HOME/.local/bin/holdpoint';
    const install = (file: string) => user.run(`cat > by.run < ${file}; sh by.run`);
    const runs = () =>
      user.run(
        `${library}; export HOLDPOINT_DATA; "$HOLDPOINT" lint practice/release/practice.release.yaml >/dev/null; "$HOLDPOINT" runs 2>&1 || true`,
      );
    install(packed('.run'));
    user.run(`${library}; export HOLDPOINT_DATA; "$HOLDPOINT" import practice/release/practice.release.yaml`);
    install(later('.run'));
    expect(runs()).not.toContain('error');
    const database = join(user.home, 'lib', 'library.db');
    expect(readdirSync(join(user.home, 'lib', 'backups'))).toHaveLength(1);
    const before = sumOf(database);
    install(packed('.run'));
    expect(runs()).toMatch(refusal);
    expect(sumOf(database)).toBe(before);
    user.run('sh by.run --remove');
  });
});
