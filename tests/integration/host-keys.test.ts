import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAtTerminal } from '#support/at-terminal.ts';
import { type Desk, inventory, journalOf, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { generateKey, publicKeyOf, type Sshd, startSshd, userKey } from '#support/sshd.ts';

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

const release = (keys: readonly string[]): string =>
  desk.write('keys', releaseOf(inventory([host], { web1: { host_keys: keys } }), [noted('mark', 'all')]));

/** Nobody tried to log in, and nothing ran. */
function expectNoLogin(): void {
  expect(host.log()).toContain('Connection from');
  expect(host.log()).not.toMatch(/publickey|password|Accepted|Failed|Postponed|userauth/i);
  expect(journalOf(host)).toEqual([]);
}

function knownHosts(line: string): string {
  const path = join(desk.folder, 'known_hosts');
  writeFileSync(path, `${line}\n`);
  return path;
}

describe('a host whose key is not the expected one', () => {
  it('is refused before anybody logs in, with host and both fingerprints', async () => {
    const expected = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
    const { exit, stderr } = await desk.run(release([expected]));
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: host-key-changed: /m);
    for (const said of ['web1', expected, host.fingerprint]) expect(stderr).toContain(said);
    expectNoLogin();
  });

  it('is not asked for where the known_hosts file that was named is not there', async () => {
    const path = join(desk.folder, 'mistyped');
    expect(await desk.run(release([]), ['--known-hosts', path])).toMatchObject({
      exit: 2,
      stderr: `error: file-unreadable: --known-hosts ${path}: there is no such file\n`,
    });
    expectNoLogin();
  });

  it('is refused when a known_hosts file holds another key of it', async () => {
    const other = publicKeyOf(await generateKey(desk.folder, 'other'));
    const path = knownHosts(`[${host.address}]:${host.port} ${other}`);
    const { exit, stderr } = await desk.run(release([]), ['--known-hosts', path]);
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: host-key-changed: /m);
    expect(stderr).toContain(host.fingerprint);
    expectNoLogin();
  });

  it('is refused when nobody knows its key, with the fingerprint to compare', async () => {
    const { exit, stderr } = await desk.run(release([]));
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: host-key-unknown: .*web1/m);
    expect(stderr).toContain(host.fingerprint);
    expectNoLogin();
  });

  it('is refused when its key is revoked, even where the release pins it', async () => {
    const path = knownHosts(`@revoked * ${readFileSync(`${host.hostKeyPath}.pub`, 'utf8').trim()}`);
    const { exit, stderr } = await desk.run(release([host.fingerprint]), ['--known-hosts', path]);
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: host-key-revoked: .*web1/m);
    expectNoLogin();
  });

  it('is accepted by the line of a known_hosts file', async () => {
    const path = knownHosts(`[${host.address}]:${host.port} ${host.publicKey}`);
    expect((await desk.run(release([]), ['--known-hosts', path])).exit).toBe(0);
    expect(journalOf(host)).toEqual(['did mark']);
  });

  it('is said once for all hosts behind it, which are named in the same line', async () => {
    const expected = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
    const inner = ['in1', 'in2', 'in3'].map((name) => ({ ...host, name }));
    const behind = Object.fromEntries(inner.map(({ name }) => [name, { via: 'web1' }]));
    const hosts = inventory([host, ...inner], { ...behind, web1: { host_keys: [expected] } });
    const file = desk.write('jump', releaseOf(hosts, [noted('mark', 'all')]));
    const { exit, stderr } = await desk.run(file);
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: host-key-changed: web1 [^\n]+ Out of reach behind it: in1, in2, in3\n$/);
  });

  it('and a jump host that cannot be reached are said once too', async () => {
    const inner = ['in1', 'in2'].map((name) => ({ ...host, name }));
    const behind = Object.fromEntries(inner.map(({ name }) => [name, { via: 'web1' }]));
    const hosts = inventory([host, ...inner], { ...behind, web1: { port: 1 } });
    const { exit, stderr } = await desk.run(desk.write('gone', releaseOf(hosts, [noted('mark', 'all')])));
    expect(exit).toBe(4);
    expect(stderr).toMatch(/^error: refused: web1 [^\n]+ Out of reach behind it: in1, in2\n$/);
  });
});

describe('a key that the release announces', () => {
  const OLD = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
  const rotating = (next: readonly string[], info: object = {}): string =>
    desk.write(
      'rotating',
      releaseOf(
        inventory([host], { web1: { host_keys: [OLD], next_host_keys: next } }),
        [noted('rotated', 'all')],
        { info },
      ),
    );
  const confirm = (file: string, more: readonly string[] = []) =>
    desk.cli(['confirm-key', file, 'web1', '--env', 'lab', '--note', 'Installed anew on Monday', ...more]);

  it('is taken by a person who says why, and that is evidence; nothing else is', async () => {
    const file = rotating([host.fingerprint]);
    const before = await desk.run(file);
    expect(before.exit).toBe(4);
    expect(before.stderr).toMatch(/^error: host-key-announced: .*web1/m);
    for (const said of [OLD, host.fingerprint, 'holdpoint confirm-key'])
      expect(before.stderr).toContain(said);
    expect(journalOf(host)).not.toContain('did rotated');

    const unannounced = await confirm(rotating([]), ['--fingerprint', host.fingerprint]);
    expect([unannounced.exit, unannounced.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: host-key-changed: /),
    ]);
    const asked = rotating([host.fingerprint]);
    const nobody = await confirm(asked);
    expect([nobody.exit, nobody.stderr]).toEqual([
      2,
      expect.stringContaining('error: not-confirmed: A person at a terminal'),
    ]);
    const other = await confirm(asked, ['--fingerprint', OLD]);
    expect([other.exit, other.stderr]).toEqual([2, expect.stringContaining('Nothing was changed')]);
    const stranger = await confirm(rotating([host.fingerprint], { people: [{ id: 'eva', name: 'Eva' }] }), [
      ...['--operator', 'mallory', '--fingerprint', host.fingerprint],
    ]);
    expect([stranger.exit, stranger.stderr]).toEqual([2, expect.stringContaining('not-listed')]);
    expect((await desk.run(rotating([host.fingerprint]))).exit).toBe(4);

    const terminal = startAtTerminal(desk, [
      ...[
        'confirm-key',
        asked,
        'web1',
        '--env',
        'lab',
        '--note',
        'Installed anew on Monday',
        '--operator',
        'eva',
      ],
    ]);
    await terminal.sees(`trusted until now  ${OLD}`);
    await terminal.sees(`shown now          ${host.fingerprint}`);
    await terminal.sees('is it the same [y/N]?');
    terminal.type('y');
    expect(await terminal.ended).toBe(0);
    const file2 = rotating([host.fingerprint]);
    const after = await desk.run(file2);
    expect(after.exit).toBe(0);
    const said = 'Its host key was announced by the release lab and confirmed in place of';
    expect(after.stderr).toContain(`note: web1: ${said} ${OLD} by eva on`);
    expect(after.stderr).toContain('"Installed anew on Monday"');
    expect(journalOf(host)).toContain('did rotated');
    const report = join(desk.folder, 'report.md');
    await desk.cli(['report', await desk.lastRun(), '--format', 'md', '-o', report]);
    expect(readFileSync(report, 'utf8')).toContain(said);
    expect((await desk.verify()).exit).toBe(0);
    const again = await confirm(file2, ['--fingerprint', host.fingerprint]);
    expect([again.exit, again.stderr]).toEqual([2, expect.stringContaining('trusted already')]);
    // A release that announces it no more holds its own pins against it.
    expect((await desk.run(rotating([]))).stderr).toMatch(/^error: host-key-changed: /m);
  });
});

it('a host that nobody knows is trusted at the terminal by its fingerprint, in the name of one of the people, and by no other', async () => {
  const own = openDesk();
  try {
    const named = releaseOf(inventory([host], { web1: { host_keys: [] } }), [noted('trusted', 'all')], {
      info: { people: [{ id: 'eva', name: 'Eva' }] },
    });
    const file = own.write('trust', named);
    const trust = (...more: string[]) => own.cli(['trust', file, 'web1', '--env', 'lab', ...more]);
    expect((await own.run(file, ['--operator', 'eva'])).stderr).toContain('holdpoint trust FILE HOST');
    const key = ['--fingerprint', host.fingerprint];
    expect(await trust('--operator', 'mallory', ...key)).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('not-listed'),
    });
    const eva = ['--operator', 'eva'];
    expect(await trust(...eva)).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('error: not-confirmed: A person at a terminal'),
    });
    const other = ['--fingerprint', 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU'];
    expect((await trust(...eva, ...other)).stderr).toContain('Nothing was changed');
    const taken = await trust(...eva, ...key);
    expect(taken).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/^web1: the key SHA256:\S+ is trusted as \S+, accepted by eva\n$/),
    });
    expect((await trust(...eva, ...key)).stderr).toContain('nothing-to-confirm');

    const { key: path } = await userKey();
    const set = await own.cli(['credential', 'default', `key:${path}`]);
    expect([set.exit, set.stdout]).toEqual([0, `default: Key file ${path}\n`]);
    expect((await own.cli(['credential'])).stdout).toContain(`default  Key file ${path}`);
    expect((await own.cli(['credential', 'default', 'kee:x'])).exit).toBe(2);
    for (const name of ['default=agent', 'default\nok: set'])
      expect((await own.cli(['credential', name, 'agent'])).stderr).toContain('is no name of a credential');
    expect((await own.cli(['trust', file, 'wbe1', '--env', 'lab', ...eva])).stderr).toBe(
      'error: unknown-host: lab has no host wbe1; did you mean "web1"?\n',
    );
    const ran = await own.cli(['run', file, '--env', 'lab', ...eva]);
    expect([ran.exit, journalOf(host).at(-1)]).toEqual([0, 'did trusted']);
    expect((await own.cli(['credential', 'default', '--remove'])).exit).toBe(0);
    expect((await own.cli(['credential'])).stdout).toMatch(/^No credential is set here/);
    expect((await own.verify()).exit).toBe(0);
  } finally {
    own.close();
  }
});
