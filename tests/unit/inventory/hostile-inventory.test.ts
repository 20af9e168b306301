import { describe, expect, it } from 'vitest';
import type { Inventory } from '#core/inventory/model.ts';
import { readInventory } from '#core/inventory/read-inventory.ts';
import { hostsFromConfig } from '#core/release/hosts-from-config.ts';

function read(text: string, file = 'hosts'): Inventory {
  const found = readInventory(text, file);
  if (!found.ok) throw new Error(`line ${found.line}: ${found.message}`);
  return found.inventory;
}

function varsOf(text: string, file?: string) {
  return read(text, file).hosts.map(({ vars }) => vars);
}

describe('a secret in a list of hosts is never taken over', () => {
  it.each([
    'db_passwd',
    'api_key',
    'DB_PWD',
    'aws_access_key',
    'login_credentials',
    'pass',
    'tokens',
    'x_password_y',
  ])('by the name %s, in an inventory and in a table', (name) => {
    const inventory = read(`web1 ${name}=hunter2 tier=gold\n`);
    expect(inventory.hosts[0]?.vars).toEqual({ tier: 'gold' });
    expect(inventory.notTaken).toEqual([{ line: 1, what: name, why: 'secret' }]);
    const rows = read(`name,${name},tier\nweb1,hunter2,gold\n`, 'a.csv');
    expect(rows.hosts[0]?.vars).toEqual({ tier: 'gold' });
    expect(rows.notTaken).toEqual([{ line: 2, what: name, why: 'secret' }]);
  });

  it('by its text, under any name', () => {
    const vault =
      'all:\n  hosts:\n    web1:\n      db: !vault |\n        $ANSIBLE_VAULT;1.1;AES256\n        6162\n      tier: !unsafe gold\n';
    expect(varsOf(vault, 'a.yml')).toEqual([{ tier: 'gold' }]);
    expect(read(vault, 'a.yml').notTaken).toMatchObject([{ line: 4, what: 'db', why: 'secret' }]);
  });

  it('but values whose names only look alike are', () => {
    expect(varsOf('web1 bypass=1 compass=n key=v keyboard=de\n')).toEqual([
      { bypass: '1', compass: 'n', key: 'v', keyboard: 'de' },
    ]);
  });
});

describe('what a release cannot say is named with its line', () => {
  it('a value under a name that no placeholder reads, in all forms', () => {
    const yaml = read('all:\n  hosts:\n    web1: { __proto__: x, "": y, "a b": z, ok-1: w }\n', 'a.yml');
    expect(yaml.hosts[0]?.vars).toEqual({ 'ok-1': 'w' });
    expect(yaml.notTaken.map(({ why }) => why)).toEqual(['value-name', 'value-name', 'value-name']);
    expect(read('web1 __proto__=x\n').notTaken).toMatchObject([{ what: '__proto__', why: 'value-name' }]);
    expect(read('name,__proto__\nweb1,x\n', 'a.csv').notTaken).toMatchObject([{ why: 'value-name' }]);
  });

  it.each(['0', '65536', '{{ ssh_port }}', 'ssh'])('the port %s', (port) => {
    const inventory = read(`web1 ansible_port="${port}"\n`);
    expect(inventory.hosts[0]?.port).toBeNull();
    expect(inventory.notTaken).toEqual([{ line: 1, what: 'ansible_port', why: 'port' }]);
    expect(read(`name,port\nweb1,${port}\n`, 'a.csv').notTaken).toEqual([
      { line: 2, what: port, why: 'port' },
    ]);
  });

  it('hosts behind the hundred-thousandth, however short the lines that name them', () => {
    const inventory = read(Array.from({ length: 2000 }, (_, i) => `a${i}-[0:9999]\n`).join(''));
    expect(inventory.hosts).toHaveLength(100_000);
    expect(inventory.notTaken).toHaveLength(1990);
    expect(inventory.notTaken[0]).toEqual({ line: 11, what: 'a10-[0:9999]', why: 'too-many' });
    const again = read(Array.from({ length: 200 }, (_, i) => `[g${i}]\nx[0:9999]\n`).join(''));
    expect(again.hosts).toHaveLength(10_000);
    expect(again.notTaken).toHaveLength(190);
  });
});

it('a program that leads to a host is seen in each of the arguments for ssh', () => {
  const [host] = read(
    "web1 ansible_ssh_common_args='-o StrictHostKeyChecking=no' ansible_ssh_extra_args='-o ProxyCommand=\"nc %h %p\"'\n",
  ).hosts;
  expect(host?.byProgram).toBe(true);
});

it('groups may be nested as deep as a file is long', () => {
  const deep = Array.from({ length: 20_000 }, (_, i) => `[g${i + 1}:children]\ng${i}\n`).join('');
  const [host] = read(`[g0]\nh\n${deep}[g20000:vars]\nx=far\n[g1:vars]\nx=near\n`).hosts;
  expect(host?.tags).toHaveLength(20_001);
  expect(host?.tags?.at(-1)).toBe('g0');
  expect(host?.vars).toEqual({ x: 'near' });
});

it('the way to a host of a table leads through the jump hosts of its jump host', () => {
  const { hosts } = read(
    'name,address,via\ndb,10.0.0.3,inner\ninner,10.0.0.2,outer\nouter,10.0.0.1,\n',
    'a.csv',
  );
  const made = hostsFromConfig(hosts, new Map());
  expect(made.hosts).toEqual([
    { name: 'outer', host: { address: '10.0.0.1' } },
    { name: 'inner', host: { address: '10.0.0.2', via: 'outer' } },
    { name: 'db', host: { address: '10.0.0.3', via: 'inner' } },
  ]);
  const circle = read('name,via\na,b\nb,a\n', 'a.csv').hosts;
  expect(circle.map(({ jumps }) => jumps.map(({ name }) => name))).toEqual([
    ['a', 'b'],
    ['b', 'a'],
  ]);
});

it('what two lines of a table say of one host is taken together', () => {
  const { hosts } = read('name,tags,tier,rack\nweb1,web;eu,gold,\nweb1,web;app,,r1\n', 'a.csv');
  expect(hostsFromConfig(hosts, new Map()).hosts).toEqual([
    {
      name: 'web1',
      host: { address: 'web1', tags: ['web', 'eu', 'app'], vars: { tier: 'gold', rack: 'r1' } },
    },
  ]);
});
