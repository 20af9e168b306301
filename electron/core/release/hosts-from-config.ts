/** Hosts of an ssh configuration, or of an inventory, as hosts of an environment: what ssh would do is written out, so that it can be reviewed. */

import type { ConfigHop, ConfigHost } from './config-host.ts';
import { isAddress, isHostName, isUser } from './format/environment.ts';
import { idFrom } from './id-from.ts';
import type { JsonObject } from './revision.ts';
import { SSH_PORT } from './ssh-port.ts';

export interface HostsFromConfig {
  /** In the order in which they can be written: a jump host before the hosts behind it. */
  readonly hosts: readonly { readonly name: string; readonly host: JsonObject }[];
  /** What the credentials that they name are on this workstation. */
  readonly credentials: readonly { readonly name: string; readonly path: string }[];
  readonly left: readonly LeftHost[];
}

export interface LeftHost {
  readonly name: string;
  readonly why: 'there' | 'by-program' | 'not-ssh' | 'address' | 'user';
}

/** `taken`: hosts of the environment by name. One of them at the same address is used as a jump host, and never changed. */
export function hostsFromConfig(
  chosen: readonly ConfigHost[],
  taken: ReadonlyMap<string, JsonObject>,
): HostsFromConfig {
  const credentials = new Map<string, string>();
  const made = new Map<string, JsonObject>();
  const left: LeftHost[] = [];
  for (const host of chosen) {
    const why = whyLeft(host, taken);
    if (why !== null) {
      left.push({ name: host.name, why });
      continue;
    }
    let via: string | null = null;
    const places = { credentials, made, taken };
    for (const hop of host.jumps) via = place(hop, via, places);
    const name = place(host, via, places);
    const there = made.get(name);
    if (there) made.set(name, { ...there, ...besides(host, there) });
  }
  return {
    hosts: Array.from(made, ([name, host]) => ({ name, host })),
    credentials: Array.from(credentials, ([name, path]) => ({ name, path })),
    left,
  };
}

function whyLeft(host: ConfigHost, taken: ReadonlyMap<string, JsonObject>): LeftHost['why'] | null {
  if (taken.has(nameOf(host))) return 'there';
  if (host.byProgram) return 'by-program';
  if (host.isElsewhere) return 'not-ssh';
  const way = [...host.jumps, host];
  if (!way.every(({ address }) => isAddress(address))) return 'address';
  return way.every(({ user }) => user === null || isUser(user)) ? null : 'user';
}

/** What an inventory knows of a host, also where it came before: as the way to another, or in an earlier line. */
function besides({ tags = [], vars = {} }: ConfigHost, there: JsonObject): JsonObject {
  const allTags = [...new Set([...((there['tags'] ?? []) as readonly string[]), ...tags])];
  const allVars = { ...((there['vars'] ?? {}) as JsonObject), ...vars };
  return {
    ...(allTags.length === 0 ? {} : { tags: allTags }),
    ...(Object.keys(allVars).length === 0 ? {} : { vars: allVars }),
  };
}

interface Places {
  readonly credentials: Map<string, string>;
  readonly made: Map<string, JsonObject>;
  readonly taken: ReadonlyMap<string, JsonObject>;
}

/** Gives the name under which the host stands in the environment. */
function place(hop: ConfigHop, via: string | null, { credentials, made, taken }: Places): string {
  const host: JsonObject = {
    address: hop.address,
    ...(hop.port === null || hop.port === SSH_PORT ? {} : { port: hop.port }),
    ...(hop.user === null ? {} : { user: hop.user }),
    ...(hop.identityFile === null ? {} : { credential: credentialFor(hop.identityFile, credentials) }),
    ...(via === null ? {} : { via }),
  };
  const base = nameOf(hop);
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    const there = taken.get(name) ?? made.get(name);
    if (there !== undefined && !isSamePlace(there, host)) continue;
    if (there === undefined) made.set(name, host);
    return name;
  }
}

function isSamePlace(one: JsonObject, other: JsonObject): boolean {
  return (['address', 'port', 'user', 'via'] as const).every((key) => one[key] === other[key]);
}

/** A host's name may hold more than an id; what it may not hold is made an id of. */
function nameOf({ name }: ConfigHop): string {
  if (isHostName(name)) return name;
  const id = idFrom(name);
  return id === '' || !isHostName(id)
    ? `host-${name.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '')}`
    : id;
}

function credentialFor(path: string, known: Map<string, string>): string {
  const base = idFrom(path.split(/[\\/]/).at(-1) ?? '') || 'key';
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    const there = known.get(name);
    if (there !== undefined && there !== path) continue;
    known.set(name, path);
    return name;
  }
}
