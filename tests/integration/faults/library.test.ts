import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '#adapters/sqlite/migrations/all.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import {
  type Desk,
  inventory,
  journalOf,
  note,
  noted,
  openDesk,
  releaseOf,
  statesOf,
  until,
} from '#support/cli-fixture.ts';
import { testNeeding, whyNoMounts } from '#support/environment.ts';
import { mountDisk } from '#support/small-disk.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;
let other: Sshd;
let file: string;
/** A run that succeeded. */
let run: string;

beforeAll(async () => {
  desk = openDesk();
  [host, other] = await Promise.all([startSshd({ name: 'web1' }), startSshd({ name: 'web2' })]);
  file = desk.write('lab', releaseOf(inventory([host]), [noted('work', 'all')]));
  expect((await desk.run(file)).exit).toBe(0);
  run = await desk.lastRun();
});
beforeEach(() => {
  for (const { dir } of [host, other])
    for (const name of ['journal', 'go']) rmSync(join(dir, name), { force: true });
});
afterAll(async () => {
  await Promise.all([host.stop(), other.stop()]);
  desk.close();
});

/** Works on a copy of the library's folder as it is now. */
/** Without the backup that followed its run. */
async function withCopy(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-copy-'));
  try {
    cpSync(desk.data, folder, { recursive: true });
    rmSync(join(folder, 'backups'), { recursive: true });
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const at = (folder: string) => ({ HOLDPOINT_DATA: folder });

describe('a program that is killed in the middle of a migration', () => {
  const child = fileURLToPath(new URL('./migrate.child.ts', import.meta.url));
  const migrate = async (...words: readonly string[]): Promise<readonly unknown[]> =>
    once(spawn(process.execPath, [child, ...words], { stdio: 'inherit' }), 'exit');

  it('row 7: leaves the library as it was, with a whole backup, and the next one migrates it', () =>
    withCopy(async (folder) => {
      expect(await migrate(folder, 'die')).toEqual([null, 'SIGKILL']);
      expect((await desk.cli(['verify'], at(folder))).stdout).toMatch(/^ok: \d+ events of 1 run are whole/);
      expect((await desk.cli(['show', run], at(folder))).stdout).toContain('succeeded');
      const [backup = '', ...more] = readdirSync(join(folder, 'backups'));
      expect(more).toEqual([]);
      const copy = new Sqlite(join(folder, 'backups', backup), { readonly: true });
      expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(copy.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
      copy.close();
      expect(await migrate(folder)).toEqual([0, null]);
      const { exit, stderr } = await desk.cli(['runs'], at(folder));
      expect(exit).toBe(1);
      expect(stderr).toBe(
        `error: newer-library: This library was written by Holdpoint 99.0.0 and cannot be opened by Holdpoint ${appVersion()} (schema ${MIGRATIONS.length + 1}; this program knows ${MIGRATIONS.length}). Install Holdpoint 99.0.0 or newer to open it; nothing was changed.\n`,
      );
    }));
});

describe('a library on a disk that became read-only', () => {
  testNeeding(whyNoMounts())('row 57: can be looked at, and no run is begun with it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdpoint-ro-'));
    const disk = mountDisk(folder);
    try {
      cpSync(desk.data, folder, { recursive: true });
      disk.makeReadOnly();
      expect((await desk.cli(['runs'], at(folder))).stdout).toContain(run);
      expect((await desk.cli(['show', run], at(folder))).stdout).toContain('succeeded');
      expect((await desk.cli(['verify'], at(folder))).stdout).toMatch(/^ok: /);
      const report = join(desk.folder, 'report.md');
      expect(
        (await desk.cli(['report', run, '--format', 'md', '-o', report, '--force'], at(folder))).exit,
      ).toBe(0);
      expect(readFileSync(report, 'utf8')).toContain(run);
      const { exit, stdout, stderr } = await desk.run(file, [], at(folder));
      expect([exit, stdout]).toEqual([1, '']);
      expect(stderr).toBe(
        `error: read-only: ${folder} cannot be written, so the library is open for reading only. To run releases, give yourself write permission there or choose another folder with --data.\n`,
      );
      expect(journalOf(host)).toEqual([]);
    } finally {
      disk.unmount();
      rmSync(folder, { recursive: true });
    }
  });
});

/** Changes the bytes of the database file. */
function damage(folder: string, change: (bytes: Buffer) => void): void {
  const path = join(folder, 'library.db');
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
}

const PAGE_BYTES = 8192;

describe('a library file that is damaged', () => {
  it.each([
    [
      'beginning',
      (bytes: Buffer) => bytes.fill(0xff, 0, 16),
      'is damaged: it does not begin as a library does',
    ],
    [
      'list of tables',
      (bytes: Buffer) => bytes.fill(0xa5, 100, PAGE_BYTES),
      'is damaged and cannot be opened',
    ],
  ])('row 58: in its %s is not touched, and the words say what to do', (_where, change, words) =>
    withCopy(async (folder) => {
      damage(folder, change);
      const path = join(folder, 'library.db');
      const before = readFileSync(path);
      for (const command of [['runs'], ['verify']]) {
        const { exit, stdout, stderr } = await desk.cli(command, at(folder));
        expect([exit, stdout]).toEqual([1, '']);
        expect(stderr).toBe(
          `error: damaged: ${path} ${words}. Keep a copy of the whole folder before anything else. There is no backup beside it: put back a copy of the folder that was made otherwise, or choose another folder with --data.\n`,
        );
      }
      expect((await desk.run(file, [], at(folder))).exit).toBe(1);
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(journalOf(host)).toEqual([]);
    }),
  );

  it('row 58: and has a backup beside it says which is the newest', () =>
    withCopy(async (folder) => {
      cpSync(join(folder, 'library.db'), join(folder, 'backups', 'schema-1-2026.db'));
      damage(folder, (bytes) => bytes.fill(0xff, 0, 16));
      const { stderr } = await desk.cli(['runs'], at(folder));
      expect(stderr).toContain(
        `The newest backup beside it is ${join(folder, 'backups', 'schema-1-2026.db')}; holdpoint restore, or Backups in the app, puts it in the library's place.`,
      );
    }));

  it('row 58: in pages with data is found when they are read, at the latest by verify', () =>
    withCopy(async (folder) => {
      damage(folder, (bytes) => bytes.fill(0, Math.floor(bytes.length / 2)));
      const { exit, stdout, stderr } = await desk.cli(['verify'], at(folder));
      expect([exit, stdout + stderr]).toEqual(
        exit === 6
          ? [6, expect.stringMatching(/database-damaged: the library file is damaged/)]
          : [1, expect.stringMatching(/^error: damaged: .* is damaged and cannot be opened\. Keep a copy/)],
      );
    }));

  it('row 58: by a single bit of an event is found by verify, which names the event', () =>
    withCopy(async (folder) => {
      damage(folder, (bytes) => {
        const place = bytes.indexOf('"outcome":"ok"') + '"outcome":"'.length;
        bytes[place] = (bytes[place] ?? 0) ^ 1;
      });
      const { exit, stdout } = await desk.cli(['verify'], at(folder));
      expect(exit).toBe(6);
      expect(stdout).toMatch(
        new RegExp(
          `^${run} event \\d+: event-changed: event \\d+ \\(attemptFinished\\) of run ${run} was changed`,
          'm',
        ),
      );
    }));
});

/** A run of two steps that were done and one that waits, ended by SIGKILL; gives the files as it left them. */
async function killedRun(): Promise<{ run: string; folder: string }> {
  const wait = `${note('waits')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done`;
  const steps = [noted('one', 'all'), noted('two', 'all'), noted('three', 'all', { run: wait })];
  const running = await desk.startRun(desk.write('killed', releaseOf(inventory([other]), steps)));
  await until(() => journalOf(other).includes('waits'));
  const killed = await desk.lastRun();
  running.child.kill('SIGKILL');
  await running.ended;
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-killed-'));
  cpSync(desk.data, folder, { recursive: true });
  writeFileSync(join(other.dir, 'go'), '');
  return { run: killed, folder };
}

describe('a write-ahead log that a killed program left behind', () => {
  it('row 59: and in which a bit flipped is told of at once and by verify ever after', async () => {
    const { run: killed, folder } = await killedRun();
    const log = join(folder, 'library.db-wal');
    const bytes = readFileSync(log);
    const place = bytes.indexOf('did one');
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    writeFileSync(log, bytes);
    const words =
      /the library's write-ahead log was damaged, and what came after the damage is lost: at least \d+ commits\. Steps may have run that the log does not show: look at the hosts before anything is run again/;
    const first = await desk.cli(['show', killed], at(folder));
    expect(first.stderr).toMatch(words);
    const { exit, stdout } = await desk.cli(['verify'], at(folder));
    expect(exit).toBe(6);
    expect(stdout).toMatch(/^library: log-damaged: /m);
    expect(stdout).toMatch(words);
    rmSync(folder, { recursive: true });
  });

  it('row 59: and which is deleted is missed as far as the checkpoint says, with run and number', async () => {
    const { run: killed, folder } = await killedRun();
    const { runs } = JSON.parse(readFileSync(join(folder, 'checkpoint.json'), 'utf8'));
    for (const name of ['library.db-wal', 'library.db-shm']) rmSync(join(folder, name), { force: true });
    const first = await desk.cli(['runs'], at(folder));
    expect(first.stderr).toMatch(
      new RegExp(
        `^warning: ${runs[killed].seq} events? of run ${killed} missing since \\S+ \\S+ UTC: the newest is 0, it was ${runs[killed].seq}$`,
        'm',
      ),
    );
    expect(first.stdout).not.toContain(killed);
    const { exit, stdout } = await desk.cli(['verify'], at(folder));
    expect(exit).toBe(6);
    expect(stdout).toMatch(new RegExp(`^${killed} event 1: events-cut: `, 'm'));
    rmSync(folder, { recursive: true });
  });
});

describe('two programs on one library', () => {
  const WAIT = `${note('waits')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done`;

  it('row 60: each carries out its own run, and neither takes the run of the other', async () => {
    const waiting = desk.write(
      'waiting',
      releaseOf(inventory([other]), [noted('wait', 'all', { run: WAIT })]),
    );
    const running = await desk.startRun(waiting, ['--json']);
    await until(() => journalOf(other).includes('waits'));
    const held = await desk.lastRun();
    expect((await desk.show(held)).state).toBe('running');
    expect(await desk.resume(held)).toMatchObject({
      exit: 2,
      stderr: `error: still-running: ${held} is being carried out by another program\n`,
    });
    const backout = await desk.backout(held);
    expect([backout.exit, backout.stderr]).toEqual([2, expect.stringMatching(/^error: still-running: /)]);
    expect((await desk.run(file)).exit).toBe(0);
    expect(journalOf(host)).toEqual(['did work']);
    writeFileSync(join(other.dir, 'go'), '');
    const { exit, stdout } = await running.ended;
    expect(exit).toBe(0);
    expect(statesOf(JSON.parse(stdout))).toEqual(['wait@web2 ok']);
    expect((await desk.verify()).stdout).toMatch(/^ok: /);
  });

  it('row 60: a run begins nothing while another program writes without end, and says so', async () => {
    const lock = new Sqlite(join(desk.data, 'library.db'));
    lock.exec('BEGIN IMMEDIATE');
    const { exit, stderr } = await desk.run(file);
    lock.close();
    expect(exit).toBe(1);
    expect(stderr).toBe(
      'error: busy: Another program is using the library. Close other Holdpoint windows and commands, then try again.\n',
    );
    expect(journalOf(host)).toEqual([]);
    expect((await desk.run(file)).exit).toBe(0);
  });
});
