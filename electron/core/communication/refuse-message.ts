/** Which entries about messages a run takes: it has the message, is live, and nothing of what goes out is left open. */
import type { Refusal } from '../run/may-answer.ts';
import type { RunState } from '../run/state.ts';
import { findMessage, type MessageEntry, messagesOfRun } from './told.ts';

/** Why it is not taken; null where it is. A run takes them also after its end. */
export function refuseMessage(state: RunState, entry: MessageEntry): Refusal | null {
  if (entry.data.by.trim() === '') return { kind: 'nobody', gives: 'entry' };
  const { message: id } = entry.data;
  const refusal = refuseTelling(state, id);
  if (refusal !== null) return refusal;
  switch (entry.type) {
    case 'messageTold':
      return null;
    case 'messageNotTold':
      return entry.data.fault === null && !entry.data.note?.trim()
        ? { kind: 'note-missing', need: 'why-not-sent' }
        : null;
    case 'messageReceipt':
      return findMessage(state, id)?.state === 'told' ? null : { kind: 'not-told', message: id };
  }
}

/** Why nobody is told anything of this message here; null where people may be. */
export function refuseTelling(state: RunState, id: string): Refusal | null {
  const { mode } = state.header;
  if (findMessage(state, id) === null)
    return { kind: 'no-message', message: id, known: messagesOfRun(state).map((message) => message.id) };
  return mode === 'live' ? null : { kind: 'sends-nothing', mode };
}
