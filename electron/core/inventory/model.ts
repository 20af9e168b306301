/** A list of hosts that somebody keeps elsewhere: an inventory of Ansible, or a table. */
import type { ConfigHost } from '../release/config-host.ts';

/** More than any inventory has. */
export const MOST_INVENTORY_BYTES = 8 * 1024 * 1024;
/** Hosts, each counted in every group that names it: a short line can stand for thousands. */
const MOST_PLACES = 100_000;

export interface Inventory {
  readonly hosts: readonly ConfigHost[];
  /** What stands there and was not taken over, in file order. */
  readonly notTaken: readonly NotTaken[];
}

export interface NotTaken {
  /** 1-based. */
  readonly line: number;
  /** The variable, or the line as it stands. */
  readonly what: string;
  readonly why:
    | 'secret'
    | 'connecting'
    | 'template'
    | 'structure'
    | 'group-name'
    | 'value-name'
    | 'port'
    | 'too-many'
    | 'line';
}

/** `line`: 1-based, where the file cannot be read as what it is. */
export type ReadInventory =
  | { readonly ok: true; readonly inventory: Inventory }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** A variable as it stands. Null: it holds a list or a mapping. */
export interface WrittenVar {
  readonly value: string | null;
  readonly line: number;
}

export type WrittenVars = ReadonlyMap<string, WrittenVar>;

export interface WrittenGroup {
  readonly hosts: Map<string, Map<string, WrittenVar>>;
  readonly children: Set<string>;
  readonly vars: Map<string, WrittenVar>;
}

/** Groups of an inventory of Ansible, whichever form it has; `lines`: where each host stands first. */
export interface WrittenInventory {
  readonly groups: Map<string, WrittenGroup>;
  readonly lines: Map<string, number>;
  readonly unread: NotTaken[];
  /** Hosts so far, each counted in every group that names it. */
  places: number;
}

export function emptyInventory(): WrittenInventory {
  return { groups: new Map(), lines: new Map(), unread: [], places: 0 };
}

export function groupIn({ groups }: WrittenInventory, name: string): WrittenGroup {
  const there = groups.get(name);
  if (there) return there;
  const made = { hosts: new Map(), children: new Set<string>(), vars: new Map() };
  groups.set(name, made);
  return made;
}

/** From then on nothing is added, and no range need be written out. */
export function isFull({ places }: WrittenInventory): boolean {
  return places > MOST_PLACES;
}

interface HostsPlace {
  readonly group: string;
  readonly line: number;
  /** The names as they are written. */
  readonly what: string;
}

/** Adds what is said of hosts in a group; what was said there before stays unless it is said anew. */
export function addHosts(
  inventory: WrittenInventory,
  { group, line, what }: HostsPlace,
  said: { readonly names: readonly string[]; readonly vars: WrittenVars },
): void {
  inventory.places += said.names.length;
  if (isFull(inventory)) {
    inventory.unread.push({ line, what, why: 'too-many' });
    return;
  }
  const { hosts } = groupIn(inventory, group);
  for (const name of said.names) {
    hosts.set(name, new Map([...(hosts.get(name) ?? []), ...said.vars]));
    if (!inventory.lines.has(name)) inventory.lines.set(name, line);
  }
}
