/** What people put down in a run beside its course, also after its end: defects, and whom they told what. */
import { refuseMessage } from '../communication/refuse-message.ts';
import type { MessageEntry } from '../communication/told.ts';
import { type DefectEntry, refuseDefect } from './log-defects.ts';
import type { Refusal } from './may-answer.ts';
import type { RunState } from './state.ts';

export type RunEntry = DefectEntry | MessageEntry;

/** Why it is not taken; null where it is. */
export function refuseEntry(state: RunState, entry: RunEntry): Refusal | null {
  return entry.type === 'defectLogged' || entry.type === 'defectClosed'
    ? refuseDefect(state, entry)
    : refuseMessage(state, entry);
}

/** The entry under the name by which the person signs. */
export function signedEntry(entry: RunEntry, signed: (by: string) => string): RunEntry {
  return { ...entry, data: { ...entry.data, by: signed(entry.data.by) } } as RunEntry;
}
