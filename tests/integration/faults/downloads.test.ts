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
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, openDesk, releaseOf, unitIn } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;
/** A host whose tool for hashes says what it is told to say. */
let liar: Sshd;
let bin: string;
let outside: string;

beforeAll(async () => {
  desk = openDesk();
  outside = mkdtempSync(join(tmpdir(), 'holdpoint-outside-'));
  mkdirSync(join(desk.folder, 'in'));
  symlinkSync(outside, join(desk.folder, 'in', 'link'));
  bin = mkdtempSync(join(tmpdir(), 'holdpoint-liar-'));
  const PATH = `${bin}:/usr/local/bin:/usr/bin:/bin`;
  [host, liar] = await Promise.all([startSshd({ name: 'web1' }), startSshd({ name: 'web1', env: { PATH } })]);
  for (const { dir } of [host, liar]) writeFileSync(join(dir, 'app.log'), 'what the host says');
});
afterAll(async () => {
  await Promise.all([host.stop(), liar.stop()]);
  desk.close();
  for (const folder of [outside, bin]) rmSync(folder, { recursive: true });
});

/** Downloads the log of a host to each place, and gives the units. */
async function fetchFrom(server: Sshd, places: readonly string[]) {
  const steps = places.map((to, index) => ({
    id: `get-${index}`,
    title: 'Get it',
    on: 'all',
    download: { from: join(server.dir, 'app.log'), to },
    nothing_to_undo: 'It reads',
    on_failure: 'ignore',
  }));
  const { stdout } = await desk.run(desk.write('get', releaseOf(inventory([server]), steps)), ['--json']);
  const run = JSON.parse(stdout);
  return places.map((_, index) => unitIn(run, `get-${index}`, server.name));
}

it('row 53: a download that leads out of the release folder writes nothing there, and says so', async () => {
  const places = [
    '../escaped.txt',
    'in/../../escaped.txt',
    join(outside, 'escaped.txt'),
    'in/link/escaped.txt',
  ];
  const units = await fetchFrom(host, places);
  expect(units.map(({ state, reason }) => [state, reason])).toEqual(
    places.map((place) => [
      'failed',
      `"${place}" leads out of the release's folder. Give a path relative to the release file, without ".."`,
    ]),
  );
  expect(readdirSync(outside)).toEqual([]);
  expect(existsSync(join(desk.folder, '..', 'escaped.txt'))).toBe(false);
});

it('row 53: a download is named by the release and the inventory, whatever the host says', async () => {
  const units = await fetchFrom(host, ['logs/', 'in/CON']);
  expect(units.map(({ state }) => state)).toEqual(['ok', 'failed']);
  expect(units[1]?.reason).toBe('"in/CON" cannot be written: "CON" is a device name on Windows');
  expect(readdirSync(join(desk.folder, 'logs'))).toEqual(['web1']);
  const [named] = Object.values(inventory([host]));
  const file = desk.write(
    'evil',
    releaseOf({ '../evil': named }, [{ id: 'x', title: 'X', on: 'all', check: ':' }]),
  );
  const { exit: refused, stderr } = await desk.run(file);
  expect(refused).toBe(2);
  expect(stderr).toContain(
    'error bad-name the host name "../evil" may hold letters, digits, ".", "_" and "-" only',
  );
});

it.each([
  [
    'other bytes than it vouched for',
    `echo ${'0'.repeat(64)}`,
    /^"app\.log" arrived with SHA-256 [0-9a-f]{64} and not 0{64}\. Nothing was kept$/,
  ],
  [
    'a path instead of a hash',
    'echo ../../escaped.txt',
    /^The host could not read \S+app\.log or has no tool to hash it$/,
  ],
])('row 53: a host that gives %s leaves the file as it was', async (_what, says, reason) => {
  writeFileSync(join(bin, 'sha256sum'), `#!/bin/sh\n${says}\n`, { mode: 0o755 });
  mkdirSync(join(desk.folder, 'kept'), { recursive: true });
  writeFileSync(join(desk.folder, 'kept', 'app.log'), 'what was there');
  const units = await fetchFrom(liar, ['kept/app.log']);
  expect(units[0]?.state).toBe('failed');
  expect(units[0]?.reason).toMatch(reason);
  expect(readdirSync(join(desk.folder, 'kept'))).toEqual(['app.log']);
  expect(readFileSync(join(desk.folder, 'kept', 'app.log'), 'utf8')).toBe('what was there');
});

describe('a download without end', () => {
  afterEach(() => {
    for (const name of ['cat', 'wc', 'sha256sum']) rmSync(join(bin, name), { force: true });
    rmSync(join(desk.folder, 'endless'), { recursive: true, force: true });
  });

  it.each([
    [
      'more than it said that there is',
      'cat',
      `[ "$1" = -- ] && exec yes endless\nexec /bin/cat "$@"`,
      /app\.log had 18 bytes, and more came: it grows, or the host does not report its true size\. Nothing was kept$/,
    ],
    [
      'more than the disk here has room for',
      'stat',
      'echo 4000000000000000',
      /^"app\.log" needs 3638\.0 TiB, and [\d.]+ [KMGT]iB are free on its disk, .*\. Free some space$/,
    ],
  ])('ends where a host sends %s', async (...[, tool, says, reason]) => {
    rmSync(join(bin, 'sha256sum'), { force: true });
    writeFileSync(join(bin, tool), `#!/bin/sh\n${says}\n`, { mode: 0o755 });
    const [unit] = await fetchFrom(liar, ['endless/app.log']);
    expect(unit?.state).toBe('failed');
    expect(unit?.reason).toMatch(reason);
    expect(readdirSync(join(desk.folder, 'endless'))).toEqual([]);
  });
});
