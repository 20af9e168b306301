import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backup } from '#core/library/backup.ts';
import { type Desk, inventory, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;
let file: string;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd();
  file = desk.write('shop', releaseOf(inventory([host]), [noted('a', host.name)]));
});

afterAll(async () => {
  desk.close();
  await host.stop();
});

const listed = async (): Promise<Backup[]> =>
  JSON.parse((await desk.cli(['backups', '--json'])).stdout).backups;

describe('backups at the terminal', () => {
  it('a run is followed by one, and the next within the hour is not', async () => {
    expect((await desk.run(file)).exit).toBe(0);
    expect(await listed()).toMatchObject([{ reason: 'run', check: { findings: [] }, contents: { runs: 1 } }]);
    expect((await desk.run(file)).exit).toBe(0);
    expect(await listed()).toHaveLength(1);
  });

  it('one that cannot be made is a warning, and the run ends as it did', async () => {
    const folder = join(desk.data, 'backups');
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    const { exit, stderr } = await desk.run(file);
    expect([exit, stderr]).toEqual([
      0,
      expect.stringMatching(/^warning: no sound backup after this run: .*backups.*nothing was left there/m),
    ]);
    rmSync(folder);
  });

  it('the rules are said, set one by one, and refused where they make no sense', async () => {
    const said = async (...rules: string[]) => {
      const { exit, stdout, stderr } = await desk.cli(['backups', ...rules]);
      return [exit, stdout.trimEnd().split('\n').at(-1), stderr];
    };
    const own = join(desk.data, 'backups');
    expect(await said()).toEqual([
      0,
      `Backups are made after runs, at most once in 1 h, and go to ${own}. The newest 5 and one a day for 14 days stay.`,
      '',
    ]);
    const to = join(desk.folder, 'safe');
    mkdirSync(to);
    const changed = `Backups are made only when asked for, and go to ${to}. The newest 3 stay.`;
    const rules = ['--after-runs', 'off', '--keep', '3', '--keep-days', '0', '--folder', to];
    expect(await said(...rules)).toEqual([0, changed, '']);
    expect(await said()).toEqual([0, changed, '']);
    expect(await said('--keep', '0')).toEqual([2, '', expect.stringContaining('from 1 to 1000, not "0"')]);
    expect(await said('--folder', join(to, 'no'))).toEqual([2, '', expect.stringContaining('no folder')]);
    await said('--after-runs', 'on', '--keep', '5', '--keep-days', '14', '--every', '1', '--no-folder');
    expect((await said())[1]).toContain(`once in 1 h, and go to ${own}.`);
  });

  it('goes where --to says, and refuses a name that is taken', async () => {
    const to = join(desk.folder, 'stick');
    const missing = await desk.cli(['backup', '--to', join(to, 'a.db')]);
    expect([missing.exit, missing.stderr]).toEqual([1, expect.stringContaining('error: no-folder: ')]);
    mkdirSync(to);
    const made = await desk.cli(['backup', '--to', to]);
    expect([made.exit, made.stdout]).toEqual([
      0,
      expect.stringMatching(/backup-.*\.db\n.*, checked, sound\n$/),
    ]);
    expect(readdirSync(to)).toHaveLength(2);
    const [path = ''] = made.stdout.split('\n');
    const again = await desk.cli(['backup', '--to', path]);
    expect([again.exit, again.stderr]).toEqual([1, expect.stringContaining('error: exists: ')]);
  });

  it('restores after a yes, keeps what it replaces, and the library says what it lacks', async () => {
    const before = await desk.lastRun();
    const { path, id }: Backup = JSON.parse((await desk.cli(['backup', '--json'])).stdout);
    expect((await desk.run(file)).exit).toBe(0);
    const lost = await desk.lastRun();
    const asked = await desk.cli(['restore', id]);
    expect(asked.exit).toBe(2);
    expect(asked.stderr).toContain(`Lost of ${lost} (Lab 1.0.0, deployment on lab): the whole run.`);
    expect(asked.stderr).toContain('error: not-acknowledged: ');
    expect(await desk.lastRun()).toBe(lost);

    const restored = await desk.cli(['restore', id, '--yes']);
    expect(restored.exit).toBe(0);
    expect(restored.stdout).toContain(`restored ${path}`);
    expect(restored.stderr).toContain('warning: ');
    expect(await desk.lastRun()).toBe(before);
    expect((await desk.verify()).exit).toBe(6);
    expect((await listed()).map(({ reason }) => reason)).toContain('replaced');
  });

  it('a host that has seen more of a run than the restored library refuses it', async () => {
    const steps = [
      noted('a', host.name),
      { id: 'look', title: 'Look', manual: 'Look at it' },
      noted('b', host.name),
    ];
    const waits = desk.write('waits', releaseOf(inventory([host]), steps));
    const empty = desk.answers({});
    const answers = desk.answers({ look: 'done' });
    expect((await desk.run(waits, ['--answers', empty])).exit).toBe(3);
    const run = await desk.lastRun();
    const { id }: Backup = JSON.parse((await desk.cli(['backup', '--json'])).stdout);
    expect((await desk.resume(run, ['--answers', answers])).exit).toBe(0);
    expect((await desk.cli(['restore', id, '--yes'])).exit).toBe(0);

    const unread = await desk.resume(run, ['--answers', answers]);
    expect([unread.exit, unread.stderr]).toEqual([6, expect.stringContaining('error: loss-unread: ')]);
    const read = ['--answers', answers, '--acknowledge-loss', 'the host was looked at'];
    const behind = await desk.resume(run, read);
    expect([behind.exit, behind.stdout + behind.stderr]).toEqual([
      4,
      expect.stringContaining('library-behind'),
    ]);
  });

  it('brings back a library that cannot be opened any more', async () => {
    const { id }: Backup = JSON.parse((await desk.cli(['backup', '--json'])).stdout);
    truncateSync(join(desk.data, 'library.db'), 10_000);
    rmSync(join(desk.data, 'library.db-wal'), { force: true });
    expect((await desk.cli(['runs'])).exit).not.toBe(0);
    const restored = await desk.cli(['restore', id, '--yes']);
    expect([restored.exit, restored.stderr]).toEqual([0, expect.stringContaining('cannot be read')]);
    expect((await desk.cli(['runs'])).stdout).toContain('Lab 1.0.0');
    expect(readdirSync(desk.data).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('names what is there where nothing has the name', async () => {
    const { exit, stderr } = await desk.cli(['restore', 'no-such-backup', '--yes']);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('error: not-found: ')]);
    const empty = join(desk.folder, 'nowhere');
    expect((await desk.cli(['backups', '--data', empty])).exit).toBe(2);
    expect(existsSync(empty)).toBe(false);
  });
});
