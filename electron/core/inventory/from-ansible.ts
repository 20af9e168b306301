/** Hosts of an inventory of Ansible: what its groups say of each, and what of that a release can say. */
import type { ConfigHop, ConfigHost } from '../release/config-host.ts';
import { isHostName } from '../release/format/environment.ts';
import type { Inventory, NotTaken, WrittenInventory, WrittenVars } from './model.ts';
import { portIn, whyNoValue } from './value-names.ts';

/** Not groups that anybody made. */
const BUILT_IN: ReadonlySet<string> = new Set(['all', 'ungrouped']);

const ADDRESS = ['ansible_host', 'ansible_ssh_host'];
const PORT = ['ansible_port', 'ansible_ssh_port'];
const USER = ['ansible_user', 'ansible_ssh_user'];
const KEY = ['ansible_ssh_private_key_file', 'ansible_private_key_file'];
const CONNECTION = ['ansible_connection'];
const WAY = ['ansible_ssh_common_args', 'ansible_ssh_extra_args', 'ansible_ssh_args'];
const TAKEN: ReadonlySet<string> = new Set([...ADDRESS, ...PORT, ...USER, ...KEY, ...CONNECTION, ...WAY]);
/** What connects, in Ansible's words, as a host of a release does. */
const BY_SSH = /^(?:smart|ssh|paramiko(?:_ssh)?|(?:ansible\.builtin\.)?ssh)$/;

export function fromAnsible(written: WrittenInventory, file: string): Inventory {
  const notTaken = new Map<string, NotTaken>();
  const note = (each: NotTaken): void => {
    const key = `${each.line} ${each.what}`;
    if (!notTaken.has(key)) notTaken.set(key, each);
  };
  for (const each of written.unread) note(each);
  const groupNames = groupsOfHosts(written);
  const hosts = Array.from(written.lines, ([name, line]): ConfigHost => {
    const groups = groupNames.get(name) ?? [];
    const vars = varsOf(name, groups, written);
    const tags = groups.filter((group) => !BUILT_IN.has(group));
    for (const tag of tags) if (!isHostName(tag)) note({ line, what: tag, why: 'group-name' });
    return {
      ...hopOf(name, vars),
      file,
      line,
      jumps: jumpsOf(vars, (hop) => {
        const groups = groupNames.get(hop);
        return groups === undefined ? null : hopOf(hop, varsOf(hop, groups, written));
      }),
      byProgram: /ProxyCommand/i.test(wayIn(vars)),
      ...(BY_SSH.test(first(vars, CONNECTION) ?? 'ssh') ? {} : { isElsewhere: true }),
      tags: tags.filter(isHostName),
      vars: ownVars(vars, note),
    };
  });
  return { hosts, notTaken: [...notTaken.values()].toSorted((a, b) => a.line - b.line) };
}

/** Groups by each of their children. */
function parentsOf({ groups }: WrittenInventory): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, string[]>();
  for (const [name, { children }] of groups)
    for (const child of children) {
      const known = parents.get(child);
      if (known) known.push(name);
      else parents.set(child, [name]);
    }
  return parents;
}

/** Every group of each host, those further out first, as their variables are merged; a group within itself counts once. */
function groupsOfHosts(written: WrittenInventory): ReadonlyMap<string, readonly string[]> {
  const above = parentsOf(written);
  const depths = depthsOf(written, above);
  const own = new Map<string, string[]>(Array.from(written.lines.keys(), (name) => [name, []]));
  for (const [group, { hosts }] of written.groups)
    for (const host of hosts.keys()) own.get(host)?.push(group);
  // Hosts of one place in the inventory have the same groups.
  const known = new Map<string, readonly string[]>();
  return new Map(
    Array.from(own, ([host, groups]) => {
      const key = groups.join('\n');
      const found = known.get(key) ?? outermostFirst(groups, above, depths);
      known.set(key, found);
      return [host, found];
    }),
  );
}

function outermostFirst(
  groups: readonly string[],
  above: ReadonlyMap<string, readonly string[]>,
  depths: ReadonlyMap<string, number>,
): readonly string[] {
  const found = new Set(groups);
  for (const name of found) for (const parent of above.get(name) ?? []) found.add(parent);
  if (depths.has('all')) found.add('all');
  const depthOf = (name: string): number => depths.get(name) ?? 0;
  return [...found].toSorted((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
}

/** How many groups are around each group at most; those of a circle, which Ansible refuses, count what leads into it. */
function depthsOf(
  { groups }: WrittenInventory,
  above: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const depths = new Map(Array.from(groups.keys(), (name) => [name, 1]));
  const waiting = new Map(Array.from(above, ([name, parents]) => [name, parents.length]));
  const ready = [...groups.keys()].filter((name) => !waiting.has(name));
  for (const name of ready)
    for (const child of groups.get(name)?.children ?? []) {
      depths.set(child, Math.max(depths.get(child) ?? 1, 1 + (depths.get(name) ?? 1)));
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  if (groups.has('all')) depths.set('all', 0);
  return depths;
}

/** The last that says something counts: groups from the outside in, then the host itself. */
function varsOf(host: string, groups: readonly string[], written: WrittenInventory): WrittenVars {
  const found = groups.map((name) => written.groups.get(name));
  return new Map([
    ...found.flatMap((group) => [...(group?.vars ?? [])]),
    ...found.flatMap((group) => [...(group?.hosts.get(host) ?? [])]),
  ]);
}

function first(vars: WrittenVars, names: readonly string[]): string | null {
  return names.map((name) => vars.get(name)?.value ?? null).find((value) => value !== null) ?? null;
}

/** All arguments for ssh, as Ansible gives them one after the other. */
function wayIn(vars: WrittenVars): string {
  return WAY.map((name) => vars.get(name)?.value ?? '').join(' ');
}

function hopOf(name: string, vars: WrittenVars): ConfigHop {
  return {
    name,
    address: first(vars, ADDRESS) ?? name,
    port: portIn(first(vars, PORT)),
    user: first(vars, USER),
    identityFile: first(vars, KEY),
  };
}

/** `-J a,b`, `-o ProxyJump=a,b`: hosts of the inventory by name, else addresses. */
function jumpsOf(vars: WrittenVars, known: (name: string) => ConfigHop | null): readonly ConfigHop[] {
  const written = /(?:-J\s*|ProxyJump[=\s]\s*)["']?([^\s"']+)/i.exec(wayIn(vars))?.[1];
  return (written?.split(',') ?? []).map((text) => {
    const [, user = null, bracketed, plain = text, port] =
      /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? [];
    const name = bracketed ?? plain;
    const hop = known(name) ?? { name, address: name, port: null, user: null, identityFile: null };
    return { ...hop, user: user ?? hop.user, port: port === undefined ? hop.port : Number(port) };
  });
}

function ownVars(vars: WrittenVars, note: (each: NotTaken) => void): Readonly<Record<string, string>> {
  const own = [...vars].flatMap(([name, { value, line }]): readonly (readonly [string, string])[] => {
    if (TAKEN.has(name)) {
      if (PORT.includes(name) && portIn(value) === null) note({ line, what: name, why: 'port' });
      return [];
    }
    const why = whyNotTaken(name, value);
    if (why !== null) note({ line, what: name, why });
    return why === null && value !== null ? [[name, value]] : [];
  });
  return Object.fromEntries(own);
}

function whyNotTaken(name: string, value: string | null): NotTaken['why'] | null {
  const why = whyNoValue(name, value);
  if (why === 'secret') return why;
  if (name.startsWith('ansible_')) return 'connecting';
  if (why !== null) return why;
  if (value === null) return 'structure';
  return value.includes('{{') || value.includes('{%') ? 'template' : null;
}
