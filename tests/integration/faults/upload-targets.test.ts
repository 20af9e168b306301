import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { UnitJson } from '#core/run/view.ts';
import { type Desk, inventory, openDesk, releaseOf, unitIn } from '#support/cli-fixture.ts';
import { testNeeding, whyNoUsers } from '#support/environment.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const NEW = 'the new text\n';
const OLD = 'what was there';

let desk: Desk;
let host: Sshd;
let folder: string;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
  writeFileSync(join(desk.folder, 'app.conf'), NEW);
});
beforeEach(() => {
  folder = join(host.dir, 'app');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  chmodSync(folder, 0o777);
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

async function put(to: string, more: object = {}, options: object = {}): Promise<UnitJson> {
  const upload = { from: 'app.conf', to, ...more };
  const steps = [{ id: 'put', title: 'Put', on: 'all', upload, nothing_to_undo: 'A file', ...options }];
  const file = desk.write('targets', releaseOf(inventory([host]), steps));
  const { stdout } = await desk.run(file, ['--json', '--on-failure', 'stop']);
  return unitIn(JSON.parse(stdout), 'put', 'web1');
}

const refusal = (why: string): string =>
  `The file was not put in place: ${why}. What was there before is untouched`;

it('an upload to a pipe is refused, and the pipe stays', async () => {
  const to = join(folder, 'pipe');
  execFileSync('mkfifo', [to]);
  const unit = await put(to);
  expect(unit).toMatchObject({
    state: 'failed',
    reason: refusal(`${to} is a device, a pipe or a socket, not a file that can be replaced`),
  });
  expect(lstatSync(to).isFIFO()).toBe(true);
});

testNeeding(whyNoUsers())('an upload to a device is refused, and the device stays', async () => {
  const to = join(folder, 'device');
  execFileSync('mknod', [to, 'c', '1', '3']);
  expect((await put(to)).reason).toContain('is a device, a pipe or a socket');
  expect(lstatSync(to).isCharacterDevice()).toBe(true);
});

it('an upload to a folder, or a link to one, is refused', async () => {
  const to = join(folder, 'sub');
  mkdirSync(to);
  expect((await put(to)).reason).toBe(
    refusal(`${to} is a folder. End the path with / to put the file into it`),
  );
  symlinkSync(to, join(folder, 'link'));
  expect((await put(join(folder, 'link'), { follow: true })).reason).toContain('is a folder');
});

it('an upload to a symbolic link is refused; with follow it replaces the file that the link leads to', async () => {
  const real = join(folder, 'real');
  const to = join(folder, 'link');
  writeFileSync(real, OLD);
  symlinkSync('real', to);
  expect(await put(to)).toMatchObject({
    state: 'failed',
    reason: refusal(`${to} is a symbolic link. Upload to the file it leads to, or write follow: true`),
  });
  expect([readlinkSync(to), readFileSync(real, 'utf8')]).toEqual(['real', OLD]);
  expect((await put(to, { follow: true })).state).toBe('ok');
  expect([readlinkSync(to), readFileSync(real, 'utf8')]).toEqual(['real', NEW]);
});

testNeeding(whyNoUsers())('an upload over a file keeps its mode and its owner', async () => {
  const to = join(folder, 'app.conf');
  writeFileSync(to, OLD);
  chownSync(to, 65534, 65534);
  chmodSync(to, 0o640);
  expect(await put(to)).toMatchObject({ state: 'ok', reason: null });
  const { mode, uid, gid } = statSync(to);
  expect([mode & 0o7777, uid, gid, readFileSync(to, 'utf8')]).toEqual([0o640, 65534, 65534, NEW]);
  expect((await put(to, { mode: '0600' })).state).toBe('ok');
  expect([statSync(to).mode & 0o7777, statSync(to).uid]).toEqual([0o600, 65534]);
});

testNeeding(whyNoUsers())('an upload that cannot keep the owner of a file says so', async () => {
  const to = join(folder, 'app.conf');
  for (const each of [join(host.dir, '..'), host.dir]) chmodSync(each, 0o755);
  writeFileSync(to, OLD);
  chmodSync(to, 0o644);
  const unit = await put(to, {}, { sudo: 'nobody' });
  expect(unit).toMatchObject({
    state: 'ok',
    reason: 'The owner of the file that was there could not be kept: it was 0:0 and is 65534:65534',
  });
  expect(statSync(to).uid).toBe(65534);
});

it('an upload makes a new file readable by all', async () => {
  const to = join(folder, 'app.conf');
  expect((await put(to)).state).toBe('ok');
  expect(statSync(to).mode & 0o7777).toBe(0o644);
});

it.each(['-rf', '-x y', "it's\na name", 'ends in a line break\n'])(
  'an upload and a download take the name %j as a name',
  async (name) => {
    const to = join(folder, name);
    const owner = String(process.getuid?.());
    const unit = await put(name, { mode: '0600', owner }, { cwd: folder });
    expect(unit).toMatchObject({ state: 'ok', reason: null });
    expect(readFileSync(to, 'utf8')).toBe(NEW);
    const download = { from: name, to: 'back/file' };
    const steps = [{ id: 'get', title: 'Get', on: 'all', cwd: folder, download, nothing_to_undo: 'Reads' }];
    const { stdout } = await desk.run(desk.write('get', releaseOf(inventory([host]), steps)), ['--json']);
    expect(unitIn(JSON.parse(stdout), 'get', 'web1')).toMatchObject({ state: 'ok', reason: null });
    expect(readFileSync(join(desk.folder, 'back', 'file'), 'utf8')).toBe(NEW);
  },
);

it('a download of what is no file reads nothing of it', async () => {
  const steps = [
    { id: 'get', title: 'Get', on: 'all', download: { from: '/dev/zero', to: 'z' }, nothing_to_undo: 'x' },
  ];
  const file = desk.write('zero', releaseOf(inventory([host]), steps));
  const { stdout } = await desk.run(file, ['--json', '--on-failure', 'stop']);
  expect(unitIn(JSON.parse(stdout), 'get', 'web1')).toMatchObject({
    state: 'failed',
    reason: '/dev/zero is a folder, a device, a pipe or a socket, and not a file',
  });
});
