import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
  const ssh = join(desk.folder, '.ssh');
  mkdirSync(join(ssh, 'config.d'), { recursive: true });
  writeFileSync(
    join(ssh, 'config'),
    '# Work\nInclude config.d/*.conf\n\nHost other\n  HostName 192.0.2.1\n\nhost "pay-*" !pay-9\n  hostname=%h.pay.invalid\n  Port 2222\n  User deploy\n  ProxyJump bastion\n\nHost *\n  User everyone\n',
  );
  writeFileSync(join(ssh, 'config.d', 'db.conf'), 'Host db1\n  HostName 192.0.2.7\n');
});
afterAll(() => desk.close());

async function refusalOf(address: string): Promise<string> {
  const hosts = { web1: { address, user: 'operator' } };
  const { exit, stderr } = await desk.run(desk.write('named', releaseOf(hosts, [noted('work', 'all')])));
  expect(exit).toBe(4);
  return stderr;
}

describe('a name that only the ssh configuration of the user knows', () => {
  it('is told with its entry, and with what to write in the release', async () => {
    expect(await refusalOf('pay-1')).toBe(
      `error: name-not-found: web1 (pay-1:22): the name could not be resolved. It is an entry of the ssh configuration (${join(desk.folder, '.ssh', 'config')}, line 7), which Holdpoint does not use. Write it in the release: address: pay-1.pay.invalid, port: 2222, user: deploy. It is reached through bastion: add that as a host of the environment, and name it here with "via".\n`,
    );
  });

  it('is found in a file that the configuration includes', async () => {
    expect(await refusalOf('db1')).toContain(
      `(${join(desk.folder, '.ssh', 'config.d', 'db.conf')}, line 1), which Holdpoint does not use. Write it in the release: address: 192.0.2.7, user: everyone.\n`,
    );
  });

  it('is not claimed of a name that only matches a general entry, or is left out of one', async () => {
    for (const name of ['nowhere.invalid', 'pay-9'])
      expect(await refusalOf(name)).toContain(
        'the name could not be resolved. Check the address, or the name service of this workstation.',
      );
  });
});
