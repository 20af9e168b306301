import { readAnsibleIni } from './ansible-ini.ts';
import { readAnsibleYaml } from './ansible-yaml.ts';
import { fromAnsible } from './from-ansible.ts';
import { fromTable } from './from-table.ts';
import type { ReadInventory } from './model.ts';

/** Reads a list of hosts by the ending of its name: `.csv` and `.tsv` are tables, `.yaml`, `.yml` and `.json` and all others are Ansible's. */
export function readInventory(text: string, file: string): ReadInventory {
  const plain = text.replace(/^\uFEFF/, '');
  if (/\.(?:csv|tsv)$/i.test(file)) return fromTable(plain, file);
  if (!/\.(?:ya?ml|json)$/i.test(file))
    return { ok: true, inventory: fromAnsible(readAnsibleIni(plain), file) };
  const read = readAnsibleYaml(plain);
  return read.ok ? { ok: true, inventory: fromAnsible(read.inventory, file) } : read;
}
