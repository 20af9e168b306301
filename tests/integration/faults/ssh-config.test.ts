import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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
      `error: name-not-found: web1 (pay-1:22): the name could not be resolved. It is an entry of the ssh configuration (${join(desk.folder, '.ssh', 'config')}, line 7), by which Holdpoint does not connect: address: pay-1.pay.invalid, port: 2222, user: deploy, reached through bastion. Import that as a host of the environment (holdpoint import-hosts), or write it there\n`,
    );
  });

  it('is found in a file that the configuration includes', async () => {
    expect(await refusalOf('db1')).toContain(
      `(${join(desk.folder, '.ssh', 'config.d', 'db.conf')}, line 1), by which Holdpoint does not connect: address: 192.0.2.7, user: everyone. Import`,
    );
  });

  it('is not claimed of a name that only matches a general entry, or is left out of one', async () => {
    for (const name of ['nowhere.invalid', 'pay-9'])
      expect(await refusalOf(name)).toContain(
        'the name could not be resolved. Check the address, or the name service of this workstation',
      );
  });
});

describe('importing hosts of the ssh configuration', () => {
  const write = () => {
    const path = desk.write(
      'importing',
      releaseOf({ web1: { address: '192.0.2.3' } }, [noted('work', 'all')]),
    );
    writeFileSync(path, `# kept\n${readFileSync(path, 'utf8')}`);
    return path;
  };
  const importHosts = (path: string, ...words: string[]) =>
    desk.cli(['import-hosts', path, '--env', 'lab', ...words]);

  it('lists them without names, and writes nothing', async () => {
    const path = write();
    const before = readFileSync(path, 'utf8');
    const { exit, stdout } = await importHosts(path);
    expect([exit, readFileSync(path, 'utf8')]).toEqual([0, before]);
    expect(stdout).toContain('db1    192.0.2.7  everyone');
    expect(stdout).toContain('other  192.0.2.1  everyone');
  });

  it('adds them to the file, with the way to them, and lets a run lint', async () => {
    const path = write();
    chmodSync(path, 0o640);
    const config = join(desk.folder, 'other-config');
    writeFileSync(
      config,
      'Host pay-1\n  HostName pay.invalid\n  IdentityFile ~/keys/pay\n  ProxyJump ops@192.0.2.9\n',
    );
    const { exit, stdout } = await importHosts(path, 'pay-1', '--ssh-config', config);
    expect([exit, stdout]).toEqual([
      0,
      'added 192.0.2.9 (192.0.2.9) to lab\nadded pay-1 (pay.invalid) to lab\nto log in, give --credential pay=key:~/keys/pay or set it under Credentials\n',
    ]);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('# kept\n');
    expect(text).toContain('"192.0.2.9": { address: 192.0.2.9, user: ops }\n');
    expect(text).toContain('pay-1: { address: pay.invalid, credential: pay, via: 192.0.2.9 }\n');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect((await desk.cli(['lint', path])).exit).toBe(0);
  });

  it('refuses a name or an environment that there is not, with what was meant', async () => {
    const path = write();
    expect((await importHosts(path, 'othr')).stderr).toContain('has no entry othr; did you mean "other"?');
    const { exit, stderr } = await desk.cli(['import-hosts', path, '--env', 'labs']);
    expect([exit, stderr]).toEqual([
      2,
      expect.stringContaining('has no environment labs; did you mean "lab"? It has: lab'),
    ]);
  });

  it('takes hosts from an inventory or a table, and says what it does not take over', async () => {
    const inventory = join(desk.folder, 'site.ini');
    writeFileSync(
      inventory,
      '[web]\nweb[7:8] ansible_host=192.0.2.7 role=front\n[web:vars]\nansible_password=hunter2\n',
    );
    const path = write();
    const listed = await importHosts(path, '--from', inventory);
    expect(listed.stdout).toMatch(/^HOST +ADDRESS +USER +VIA +TAGS\nweb7 +192\.0\.2\.7 +web\n/);
    expect(listed.stderr).toMatch(/^note: .*site\.ini, line 4: ansible_password is not imported: a secret/);
    const { exit, stdout } = await importHosts(path, '--all', '--from', inventory);
    expect([exit, stdout]).toEqual([0, 'added web7 (192.0.2.7) to lab\nadded web8 (192.0.2.7) to lab\n']);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/web7:\n +address: 192\.0\.2\.7\n +tags: \[web\]\n +vars: \{ role: front \}\n/);
    expect(text).not.toContain('hunter2');
    const table = join(desk.folder, 'hosts.csv');
    writeFileSync(table, 'name;address;tags\nweb9;192.0.2.9;web canary\n');
    expect((await importHosts(path, 'web9', '--from', table)).exit).toBe(0);
    expect((await desk.cli(['lint', path])).exit).toBe(0);
    writeFileSync(table, 'colour\nred\n');
    expect((await importHosts(path, '--all', '--from', table)).stderr).toMatch(
      /^error: invalid-input: .*hosts\.csv: line 1: no column has the names of the hosts/,
    );
  });

  it('leaves out a host that is there, and ends with 1', async () => {
    const config = join(desk.folder, 'same-name');
    writeFileSync(config, 'Host web1\n  HostName 192.0.2.8\n');
    const { exit, stdout } = await importHosts(write(), 'web1', '--ssh-config', config);
    expect([exit, stdout]).toEqual([1, 'left out web1: the environment has a host of this name\n']);
  });
});
