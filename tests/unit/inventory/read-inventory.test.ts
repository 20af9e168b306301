import { describe, expect, it } from 'vitest';
import type { Inventory } from '#core/inventory/model.ts';
import { readInventory } from '#core/inventory/read-inventory.ts';
import { hostsFromConfig } from '#core/release/hosts-from-config.ts';

const INI = `# the site
gate ansible_host=192.0.2.1 ansible_user=ops

[web]
web[01:03].example.com:2222 role="front end" # three of them
web04 ansible_host=10.0.0.4 ansible_port=22 ansible_ssh_common_args='-o ProxyJump=gate' tier=gold

[web:vars]
role = web
app_dir=/srv/app
ansible_become=true
ansible_password=hunter2
site_url=https://{{ inventory_hostname }}/

[db]
db-[a:b] ansible_connection=local

[dc-1:children]
web
db

[dc-1:vars]
role=any
region=north # not the south

[all:vars]
region=world
what is this
`;

const YAML = `---
all:
  vars: { region: world }
  hosts:
    gate: { ansible_host: 192.0.2.1, ansible_user: ops }
  children:
    dc-1:
      vars: { role: any, region: north }
      children:
        web:
          vars:
            role: web
            app_dir: /srv/app
            packages: [a, b]
            port_list: 8080
          hosts:
            web[01:03].example.com:
              ansible_port: 2222
              role: front end
            web04:
              ansible_host: 10.0.0.4
              ansible_ssh_common_args: -o ProxyJump=ops2@gate:2200
`;

function inventoryOf(text: string, file: string): Inventory {
  const read = readInventory(text, file);
  if (!read.ok) throw new Error(read.message);
  return read.inventory;
}

/** As an environment gets them. */
function madeOf(inventory: Inventory): unknown {
  const { hosts, left } = hostsFromConfig(inventory.hosts, new Map());
  return { hosts: Object.fromEntries(hosts.map(({ name, host }) => [name, host])), left };
}

const FRONT = { port: 2222, tags: ['dc-1', 'web'] };

describe('an inventory of Ansible', () => {
  it('in INI gives hosts with their groups as tags and their variables, the nearest first', () => {
    const { hosts, left } = madeOf(inventoryOf(INI, 'hosts')) as {
      hosts: Record<string, object>;
      left: object[];
    };
    const vars = { region: 'north', role: 'front end', app_dir: '/srv/app' };
    expect(hosts).toEqual({
      gate: { address: '192.0.2.1', user: 'ops', vars: { region: 'world' } },
      'web01.example.com': { address: 'web01.example.com', ...FRONT, vars },
      'web02.example.com': { address: 'web02.example.com', ...FRONT, vars },
      'web03.example.com': { address: 'web03.example.com', ...FRONT, vars },
      web04: {
        address: '10.0.0.4',
        via: 'gate',
        tags: ['dc-1', 'web'],
        vars: { region: 'north', role: 'web', app_dir: '/srv/app', tier: 'gold' },
      },
    });
    expect(left).toEqual([
      { name: 'db-a', why: 'not-ssh' },
      { name: 'db-b', why: 'not-ssh' },
    ]);
  });

  it('names each thing once that it does not take over, and no secret stands in what it does', () => {
    const inventory = inventoryOf(INI, 'hosts');
    expect(inventory.notTaken).toEqual([
      { line: 11, what: 'ansible_become', why: 'connecting' },
      { line: 12, what: 'ansible_password', why: 'secret' },
      { line: 13, what: 'site_url', why: 'template' },
      { line: 28, what: 'what is this', why: 'line' },
    ]);
    expect(JSON.stringify(inventory.hosts)).not.toContain('hunter2');
  });

  it('in YAML says the same', () => {
    const inventory = inventoryOf(YAML, 'site.yml');
    expect(inventory.notTaken).toEqual([{ line: 14, what: 'packages', why: 'structure' }]);
    const { hosts } = madeOf(inventory) as { hosts: Record<string, object> };
    const vars = { region: 'north', role: 'front end', app_dir: '/srv/app', port_list: '8080' };
    expect(hosts).toMatchObject({
      gate: { address: '192.0.2.1', user: 'ops', vars: { region: 'world' } },
      'web03.example.com': { address: 'web03.example.com', ...FRONT, vars },
      web04: { via: 'gate-2' },
      'gate-2': { address: '192.0.2.1', port: 2200, user: 'ops2' },
    });
  });

  it('whose groups hold one another, or whose ranges never end, is read all the same', () => {
    const round = inventoryOf('[a:children]\nb\n[b:children]\na\n[b]\nweb1\nweb[1:99999999]\nx[9:1]\n', 'x');
    expect(round.hosts.map(({ name, tags }) => [name, tags])).toEqual([['web1', ['a', 'b']]]);
    expect(round.notTaken.map(({ what, why }) => [what, why])).toEqual([
      ['web[1:99999999]', 'line'],
      ['x[9:1]', 'line'],
    ]);
  });

  it('that is no YAML is refused with its line', () => {
    expect(readInventory('all:\n  hosts: [', 'a.yml')).toMatchObject({ ok: false, line: 2 });
    expect(readInventory('- web1\n', 'a.yml')).toMatchObject({ ok: false, line: 1 });
    expect(readInventory('all:\n  vars: { x: !vault abc }\n', 'a.yml')).toMatchObject({ ok: false, line: 2 });
  });
});

describe('a table of hosts', () => {
  it.each([',', ';', '\t'])('is read by its column names, parted by %j', (delimiter) => {
    const rows = [
      ['Host', 'IP', 'Login', 'Port', 'Jump host', 'Tags', 'Data centre'],
      ['gate', '192.0.2.1', 'ops', '', '', 'edge', 'north'],
      ['web1', '10.0.0.1', '', '2222', 'gate', '"web canary"', '"a ""quoted"" one"'],
      ['', '', '', '', '', '', ''],
      ['not', '10.0.0.2', '', '', '', 'and', ''],
    ];
    const text = `\uFEFF${rows.map((row) => row.join(delimiter)).join('\r\n')}\r\n`;
    const inventory = inventoryOf(text, 'hosts.CSV');
    expect(madeOf(inventory)).toEqual({
      hosts: {
        gate: {
          address: '192.0.2.1',
          user: 'ops',
          tags: ['edge'],
          vars: { Data_centre: 'north' },
        },
        web1: {
          address: '10.0.0.1',
          port: 2222,
          via: 'gate',
          tags: ['web', 'canary'],
          vars: { Data_centre: 'a "quoted" one' },
        },
        'host-not': { address: '10.0.0.2' },
      },
      left: [],
    });
    expect(inventory.notTaken).toEqual([{ line: 5, what: 'and', why: 'group-name' }]);
  });

  it('calls hosts by their address where no column says a name, and is refused without either', () => {
    const { hosts } = inventoryOf('address,role\n10.0.0.1,web\n', 'a.csv');
    expect(hosts[0]).toMatchObject({ name: '10.0.0.1', address: '10.0.0.1', tags: ['web'] });
    expect(readInventory('colour,size\nred,1\n', 'a.csv')).toMatchObject({ ok: false, line: 1 });
  });
});
