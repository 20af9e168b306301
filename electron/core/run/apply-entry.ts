/** What people put down in a run beside its course, onto its state: defects, and whom they told what. */
import { isBeginning, type MessageEvent, messageRecord } from '#core/communication/told.ts';
import { decided } from './apply-answer.ts';
import { changeDefects, type DefectEvent } from './log-defects.ts';
import type { Decided, RunState } from './state.ts';

/** Where nothing came of it, there was no such defect to close. */
export function withDefect(state: RunState, event: DefectEvent): RunState {
  const defects = changeDefects(state.defects, event);
  const isLogged = event.type === 'defectLogged';
  const number = isLogged ? defects.length : event.data.defect;
  const defect = defects[number - 1];
  if (defect === undefined || defect === state.defects[number - 1]) return state;
  const { by } = event.data;
  const note = isLogged ? event.data.text : event.data.note;
  const { step, host, severity } = defect;
  const what: Decided = isLogged
    ? { kind: 'defect-logged', defect: number, severity }
    : { kind: 'defect-closed', defect: number };
  const unit = step === null ? null : { step, host };
  return {
    ...state,
    defects,
    decisions: decided(state, { ...event, data: { by, note } }, { decided: what, unit }),
  };
}

export function withMessage(state: RunState, event: MessageEvent): RunState {
  const { by, note, message } = event.data;
  const messages = [...state.messages, messageRecord(event)];
  // That sending begins decides nothing: how it ended follows.
  if (isBeginning(event)) return { ...state, messages };
  return {
    ...state,
    messages,
    decisions: decided(
      state,
      { ...event, data: { by, note } },
      { decided: { kind: decidedOf(event), message }, unit: null },
    ),
  };
}

function decidedOf(event: MessageEvent) {
  if (event.type === 'messageTold') return 'message-told';
  if (event.type === 'messageNotTold') return 'message-not-told';
  return event.data.received ? 'message-received' : 'message-not-received';
}
