/** Hosts of an inventory of Ansible: what its groups say of each, and what of that a release can say. */
import type { ConfigHop, ConfigHost } from '../release/config-host.ts';
import { isHostName } from '../release/format/environment.ts';
import type { Inventory, NotTaken, WrittenInventory, WrittenVars } from './model.ts';

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
  const above = parentsOf(written);
  const notTaken = new Map<string, NotTaken>();
  const note = (each: NotTaken): void => {
    const key = `${each.line} ${each.what}`;
    if (!notTaken.has(key)) notTaken.set(key, each);
  };
  for (const each of written.unread) note(each);
  const groupNames = new Map(
    Array.from(written.lines.keys(), (name) => [name, groupsOf(name, written, above)]),
  );
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
      byProgram: /ProxyCommand/i.test(first(vars, WAY) ?? ''),
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
    for (const child of children) parents.set(child, [...(parents.get(child) ?? []), name]);
  return parents;
}

/** Every group of a host, those further out first, as their variables are merged; a group within itself counts once. */
function groupsOf(
  host: string,
  { groups }: WrittenInventory,
  above: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const depths = new Map<string, number>();
  const climb = (name: string, seen: ReadonlySet<string>): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const around = (above.get(name) ?? []).filter((parent) => !seen.has(parent));
    const depth = 1 + Math.max(0, ...around.map((parent) => climb(parent, new Set([...seen, parent]))));
    depths.set(name, depth);
    return depth;
  };
  for (const [name, { hosts }] of groups) if (hosts.has(host)) climb(name, new Set([name]));
  if (groups.has('all')) depths.set('all', 0);
  return [...depths]
    .toSorted(([a, depthOfA], [b, depthOfB]) => depthOfA - depthOfB || (a < b ? -1 : 1))
    .map(([name]) => name);
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

function hopOf(name: string, vars: WrittenVars): ConfigHop {
  const port = first(vars, PORT);
  return {
    name,
    address: first(vars, ADDRESS) ?? name,
    port: port !== null && /^\d{1,5}$/.test(port) ? Number(port) : null,
    user: first(vars, USER),
    identityFile: first(vars, KEY),
  };
}

/** `-J a,b`, `-o ProxyJump=a,b`: hosts of the inventory by name, else addresses. */
function jumpsOf(vars: WrittenVars, known: (name: string) => ConfigHop | null): readonly ConfigHop[] {
  const written = /(?:-J\s*|ProxyJump[=\s]\s*)["']?([^\s"']+)/i.exec(first(vars, WAY) ?? '')?.[1];
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
    if (TAKEN.has(name)) return [];
    const why = whyNotTaken(name, value);
    if (why !== null) note({ line, what: name, why });
    return why === null && value !== null ? [[name, value]] : [];
  });
  return Object.fromEntries(own);
}

function whyNotTaken(name: string, value: string | null): NotTaken['why'] | null {
  if (/pass(?:word|phrase)?$|_pass_|secret|token|private_key$/i.test(name)) return 'secret';
  if (name.startsWith('ansible_')) return 'connecting';
  if (value === null) return 'structure';
  return value.includes('{{') || value.includes('{%') ? 'template' : null;
}
