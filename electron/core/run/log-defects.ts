/** The defects of a run: what their events make of the state, and which are refused. */
import type { Defect, DefectClosing, DefectFacts } from './defect.ts';
import type { EventOf, RunEventBody } from './events.ts';
import type { Refusal } from './may-answer.ts';
import { hostKeyOf, type RunState } from './state.ts';

export type DefectEvent = EventOf<'defectLogged' | 'defectClosed'>;
/** The same before it stands in a log. */
export type DefectEntry = Extract<RunEventBody, { type: DefectEvent['type'] }>;

/** The defects of the run after this event. Closing what is closed already, or is not there, changes nothing. */
export function changeDefects(defects: readonly Defect[], event: DefectEvent): readonly Defect[] {
  if (event.type === 'defectLogged') {
    const { seq, at, data } = event;
    return [...defects, { ...data, number: defects.length + 1, seq, at, closed: null }];
  }
  const { defect, by, note } = event.data;
  return defects.map((each) =>
    each.number === defect && each.closed === null ? { ...each, closed: { by, note, at: event.at } } : each,
  );
}

export function openDefects({ defects }: Pick<RunState, 'defects'>): readonly Defect[] {
  return defects.filter(({ closed }) => closed === null);
}

/** Why it is not taken; null where it is. A run takes defects also after its end. */
export function refuseDefect(state: RunState, entry: DefectEntry): Refusal | null {
  if (entry.data.by.trim() === '') return { kind: 'nobody', gives: 'entry' };
  return entry.type === 'defectLogged' ? refuseLogging(state, entry.data) : refuseClosing(state, entry.data);
}

function refuseLogging({ plan, units }: RunState, { text, step, host }: DefectFacts): Refusal | null {
  if (text.trim() === '') return { kind: 'note-missing', need: 'what-is-wrong' };
  if (step !== null && !units.has(step)) return { kind: 'no-step', unit: { step, host: null } };
  if (host !== null && !plan.hosts.some(({ name }) => name === host)) return { kind: 'no-host', host };
  if (step === null || host === null) return null;
  return units.get(step)?.has(hostKeyOf(host)) ? null : { kind: 'no-step', unit: { step, host } };
}

function refuseClosing({ defects }: RunState, { defect, note }: DefectClosing): Refusal | null {
  const found = defects.find(({ number }) => number === defect);
  if (found === undefined) return { kind: 'no-defect', defect, count: defects.length };
  if (found.closed !== null) return { kind: 'closed-already', defect, by: found.closed.by };
  return note.trim() === '' ? { kind: 'note-missing', need: 'why-closed' } : null;
}
