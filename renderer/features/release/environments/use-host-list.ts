import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { Inventory } from '#core/inventory/model.ts';
import { readInventory } from '#core/inventory/read-inventory.ts';

interface HostList {
  /** Of the file; null until one is chosen. */
  readonly name: string | null;
  readonly inventory: Inventory | null;
  readonly problem: string | null;
}

const NONE: HostList = { name: null, inventory: null, problem: null };

/** An inventory or a table that a person chooses, read here: what it holds never reaches the engine. */
export function useHostList(): HostList & { readonly choose: () => Promise<void> } {
  const [list, setList] = useState(NONE);
  const choose = async (): Promise<void> => {
    try {
      const chosen = await bridge.call('desktop.chooseHostList', {});
      if (chosen !== null) setList(listOf(chosen));
    } catch (cause) {
      setList({ ...NONE, problem: messageOf(cause) });
    }
  };
  return { ...list, choose };
}

function listOf({ name, text }: { readonly name: string; readonly text: string }): HostList {
  const read = readInventory(text, name);
  if (read.ok) return { name, inventory: read.inventory, problem: null };
  return { name, inventory: null, problem: `${name}, line ${read.line}: ${read.message}` };
}
