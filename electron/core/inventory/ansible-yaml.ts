/** An inventory of Ansible in its YAML form (JSON is YAML too). */
import { positionsOf } from '../release/source-place.ts';
import { isEmptyScalar, keyOf, type YamlNode } from '../release/yaml/yaml-node.ts';
import { readRoot } from '../release/yaml/yaml-root.ts';
import { namesOfRange } from './host-range.ts';
import {
  addHosts,
  emptyInventory,
  groupIn,
  isFull,
  type WrittenInventory,
  type WrittenVar,
} from './model.ts';

type ReadYaml =
  | { readonly ok: true; readonly inventory: WrittenInventory }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** What Ansible writes before values: `key: !vault |`. What is encrypted is known by its text as well. */
const ANSIBLE_TAG = /(?<=:[ \t]+)!(?:unsafe(?=\s)|vault(?=[ \t]+[|>]))/g;

type LineOf = (offset: number) => number;

export function readAnsibleYaml(text: string): ReadYaml {
  const positions = positionsOf(text);
  const lineOf: LineOf = (offset) => positions(offset).line;
  const { root, refusals } = readRoot(text.replaceAll(ANSIBLE_TAG, (tag) => ' '.repeat(tag.length)));
  const [refusal] = refusals;
  if (refusal !== undefined) return { ok: false, line: lineOf(refusal.offset), message: refusal.message };
  if (root?.kind !== 'map')
    return { ok: false, line: 1, message: 'an inventory in YAML is a mapping from groups to their hosts' };
  const inventory = emptyInventory();
  const reading = { inventory, lineOf };
  for (const entry of root.entries) readGroup(keyOf(entry), entry.value, reading);
  return { ok: true, inventory };
}

interface InventoryReading {
  readonly inventory: WrittenInventory;
  readonly lineOf: LineOf;
}

function readGroup(name: string, node: YamlNode | null, reading: InventoryReading): void {
  const { inventory, lineOf } = reading;
  const group = groupIn(inventory, name);
  const parts = entriesOf(node);
  if (parts === null) {
    refuse(name, node, reading);
    return;
  }
  for (const { key, value } of parts) {
    const within = entriesOf(value);
    if (within === null || !['hosts', 'children', 'vars'].includes(key))
      refuse(`${name}: ${key}`, value, reading);
    else if (key === 'vars') for (const [said, held] of varsOf(within, lineOf)) group.vars.set(said, held);
    else if (key === 'children')
      for (const child of within) {
        group.children.add(child.key);
        readGroup(child.key, child.value, reading);
      }
    else for (const host of within) readHosts(name, host, reading);
  }
}

function readHosts(group: string, { key, value, from }: Entry, reading: InventoryReading): void {
  const { inventory, lineOf } = reading;
  const names = isFull(inventory) ? [] : namesOfRange(key);
  const said = entriesOf(value);
  if (names === null || said === null) {
    refuse(key, value, reading);
    return;
  }
  const vars = varsOf(said, lineOf);
  addHosts(inventory, { group, line: lineOf(from), what: key }, { names, vars });
}

function refuse(what: string, node: YamlNode | null, { inventory, lineOf }: InventoryReading): void {
  inventory.unread.push({ line: lineOf(node?.from ?? 0), what, why: 'line' });
}

interface Entry {
  readonly key: string;
  readonly value: YamlNode | null;
  readonly from: number;
}

/** Empty where nothing stands; null where something else than a mapping does. */
function entriesOf(node: YamlNode | null): readonly Entry[] | null {
  if (node === null || isEmptyScalar(node)) return [];
  if (node.kind !== 'map') return null;
  return node.entries.map((entry) => ({
    key: keyOf(entry),
    value: entry.value,
    from: entry.key?.from ?? node.from,
  }));
}

function varsOf(entries: readonly Entry[], lineOf: LineOf): ReadonlyMap<string, WrittenVar> {
  return new Map(
    entries.map(({ key, value, from }) => {
      const held = value === null ? '' : value.kind === 'scalar' ? value.source : null;
      return [key, { value: held, line: lineOf(from) }];
    }),
  );
}
