import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, journalOf, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

const NOTE =
  'ssh: legacy: outdated algorithms (SHA-1, CBC ciphers) are allowed on the connection, which protect it less against someone in between';

const OLD = [
  'Ciphers aes128-cbc,3des-cbc',
  'MACs hmac-sha1',
  'KexAlgorithms diffie-hellman-group14-sha1',
  'HostKeyAlgorithms ssh-rsa',
];

describe('a host that offers outdated algorithms only', () => {
  let desk: Desk;
  let hosts: readonly Sshd[];
  beforeAll(async () => {
    desk = openDesk();
    hosts = await Promise.all([
      startSshd({ name: 'old1', config: OLD, hostKeyType: 'rsa' }),
      startSshd({ name: 'new1' }),
    ]);
  });
  afterAll(async () => {
    await Promise.all(hosts.map((host) => host.stop()));
    desk.close();
  });

  const release = (name: string, old: object): string =>
    desk.write(name, releaseOf(inventory(hosts, { old1: old }), [noted('work', 'all')]));

  it('is refused by preflight with the list, what it offers and both cures', async () => {
    const { exit, stderr } = await desk.run(release('current', {}));
    expect(exit).toBe(4);
    expect(stderr).toContain(
      'have no key exchange algorithm in common. The host offers: diffie-hellman-group14-sha1',
    );
    expect(stderr).toContain(
      "What the host offers is outdated: add one of this program's to KexAlgorithms in the host's sshd configuration. Where that cannot be done, write ssh: legacy for this host in the release, which allows outdated algorithms there",
    );
    expect(hosts.flatMap(journalOf)).toEqual([]);
  });

  it('runs with ssh: legacy, which plan, preflight and report say of that host alone', async () => {
    const file = release('legacy', { ssh: 'legacy' });
    expect(await desk.cli(['lint', file])).toMatchObject({ exit: 0 });
    const plan = await desk.cli(['plan', file, '--env', 'lab']);
    expect(plan.stdout.split('\n').filter((line) => line.includes('legacy'))).toEqual([
      `note: old1: ${NOTE}`,
    ]);
    const json = JSON.parse((await desk.cli(['plan', file, '--env', 'lab', '--json'])).stdout);
    expect(json.notices).toEqual([{ host: 'old1', text: NOTE }]);
    const { exit, stderr } = await desk.run(file);
    expect([exit, stderr]).toEqual([0, `note: old1: ${NOTE}\n`]);
    expect(hosts.map(journalOf)).toEqual([['did work'], ['did work']]);
    const out = join(desk.folder, 'report.md');
    await desk.cli(['report', await desk.lastRun(), '--format', 'md', '-o', out]);
    expect(readFileSync(out, 'utf8').split(NOTE)).toHaveLength(2);
  });

  it('as a way to another host is told as well', async () => {
    const via = { old1: { ssh: 'legacy' }, new1: { via: 'old1' } };
    const file = desk.write('way', releaseOf(inventory(hosts, via), [noted('more', 'new1')]));
    const { exit, stderr } = await desk.run(file);
    expect([exit, stderr]).toEqual([0, `note: old1: ${NOTE}\n`]);
  });

  it('has no other profile', async () => {
    const { exit, stdout } = await desk.cli(['lint', release('typo', { ssh: 'legcy' })]);
    expect(exit).toBe(1);
    expect(stdout).toContain('error bad-word "legcy" is not one of legacy; did you mean "legacy"?');
  });
});
