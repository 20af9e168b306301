/** The messages of a run: which are due, whom they were told, and what is still open of them. */
import type { PlannedStep } from '../plan/model.ts';
import type { StepId } from '../release/model.ts';
import type { EventOf, RunEventBody } from '../run/events.ts';
import type { Reason } from '../run/reasons.ts';
import { type Decision, type RunState, stepOf, type Unit } from '../run/state.ts';
import { type FrozenMessage, isUnclear, type MessageRecord } from './message.ts';
import { type Moment, momentOf } from './moment.ts';

export type MessageEvent = EventOf<'messageTold' | 'messageNotTold' | 'messageReceipt'>;
/** The same before it stands in a log. */
export type MessageEntry = Extract<RunEventBody, { type: MessageEvent['type'] }>;

/**
 * `due`: its moment is here and nobody was told. `failed`: the mail server did not take it. `withheld`: a person decided not to tell them.
 * `unclear`: the server may have taken it. `later`: its moment is to come, or nothing says when it is.
 */
export type MessageStateName = 'later' | 'due' | 'failed' | 'unclear' | 'told' | 'withheld';

export interface MessageOfRun extends FrozenMessage {
  readonly state: MessageStateName;
  readonly moment: Moment;
  /** What came of it, in the order of the log. */
  readonly records: readonly MessageRecord[];
  /** What came of the step that tells it; null where none does, or its turn is to come. */
  readonly byStep: ToldByStep | null;
}

export interface ToldByStep {
  readonly step: StepId;
  readonly title: string;
  readonly isTold: boolean;
  /** Who said so, and where in the log; null where a rule skipped the step. */
  readonly decision: Pick<Decision, 'by' | 'at' | 'note' | 'seq'> | null;
  readonly reason: Reason | null;
}

export function messageRecord({ type, data, seq, at }: MessageEvent): MessageRecord {
  return { type, data, seq, at } as MessageRecord;
}

/** In the order of the release. */
export function messagesOfRun(state: RunState): readonly MessageOfRun[] {
  return (state.header.messages ?? []).map((message) => {
    const records = finished(state.messages.filter(({ data }) => data.message === message.id));
    const moment = momentOf(message.send);
    const byStep = toldByStep(state, message.id);
    const known = { ...message, moment, records, byStep };
    return { ...known, state: stateOf(state, known) };
  });
}

/** That sending began says nothing more where its end follows. */
function finished(records: readonly MessageRecord[]): readonly MessageRecord[] {
  return records.filter((record, i) => !isBeginning(record) || !isEnd(records[i + 1]));
}

/** That a mail is about to be handed over, which says nothing of how it ended. */
export function isBeginning(record: MessageEntry): boolean {
  return record.type === 'messageNotTold' && record.data.fault?.kind === 'unfinished';
}

function isEnd(record: MessageRecord | undefined): boolean {
  if (record?.type === 'messageTold') return record.data.way === 'mail';
  return record?.type === 'messageNotTold' && record.data.fault !== null && !isBeginning(record);
}

const OPEN_STATES = ['due', 'failed', 'unclear'] as const satisfies readonly MessageStateName[];

/** A message that waits for a person. */
interface OpenMessage extends MessageOfRun {
  readonly state: (typeof OPEN_STATES)[number];
}

function isOpen(message: MessageOfRun): message is OpenMessage {
  return OPEN_STATES.some((state) => state === message.state);
}

/** They were told, or may have been: whoever sends it now sends it once more. */
export function isOnceMore({ state }: MessageOfRun): boolean {
  return state === 'told' || state === 'unclear';
}

/** Those that wait for a person: something is to be done about them now. */
export function openMessages(state: RunState): readonly OpenMessage[] {
  return messagesOfRun(state).filter(isOpen);
}

export function findMessage(state: RunState, id: string): MessageOfRun | null {
  return messagesOfRun(state).find((message) => message.id === id) ?? null;
}

/** What speaks last: a record of its own, the step that tells it, then its moment. A run that is not live tells nobody, and nobody decided that. */
function stateOf(state: RunState, message: Omit<MessageOfRun, 'state'>): MessageStateName {
  const last = message.records.findLast(({ type }) => type !== 'messageReceipt');
  if (last?.type === 'messageTold') return 'told';
  if (last?.type === 'messageNotTold') {
    const { fault } = last.data;
    if (fault === null) return 'withheld';
    // What an earlier try may have done does not go away with a later one that failed.
    return message.records.some(mayBeSent) ? 'unclear' : 'failed';
  }
  if (state.header.mode !== 'live') return 'later';
  return stateByStep(state, message) ?? (isDue(state, message.moment) ? 'due' : 'later');
}

function mayBeSent(record: MessageRecord): boolean {
  return record.type === 'messageNotTold' && record.data.fault !== null && isUnclear(record.data.fault);
}

/** Null: no notify step tells it, so that it is prompted for by its moment. */
function stateByStep(state: RunState, message: Omit<MessageOfRun, 'state'>): MessageStateName | null {
  const { byStep } = message;
  if (byStep !== null) return byStep.isTold ? 'told' : 'withheld';
  return unitsTelling(state, message.id).length > 0 && state.outcome === null ? 'later' : null;
}

function unitsTelling({ plan, units }: RunState, message: string): readonly Unit[] {
  const isTelling = ({ units: [first] }: PlannedStep): boolean =>
    first?.task.kind === 'notify' && first.task.communication === message;
  return plan.steps.filter(isTelling).flatMap(({ id }) => [...(units.get(id)?.values() ?? [])]);
}

function toldByStep(state: RunState, message: string): ToldByStep | null {
  const units = unitsTelling(state, message);
  const told = units.find((unit) => unit.state === 'ok');
  const unit = told ?? units.find((each) => each.state === 'failed' || each.state === 'skipped');
  if (unit === undefined) return null;
  const { step } = unit.ref;
  const { title } = stepOf(state.plan, step);
  const decision = state.decisions.findLast((each) => each.unit?.step === step) ?? null;
  return { step, title, isTold: unit === told, decision, reason: unit.reason };
}

function isDue(state: RunState, moment: Moment): boolean {
  const { header, outcome } = state;
  if (outcome === 'refused') return false;
  switch (moment.kind) {
    case 'words':
      return false;
    case 'start':
      return header.plan === moment.plan;
    case 'end':
      return header.plan === moment.plan && outcome !== null && isOf(moment.of, outcome === 'succeeded');
    case 'step':
      return isReached(state, moment.step);
  }
}

function isOf(of: Extract<Moment, { kind: 'end' }>['of'], isSuccess: boolean): boolean {
  return of === 'any' || (of === 'success') === isSuccess;
}

/** Its turn has come, or is over. */
function isReached({ plan, startedAt, wave }: RunState, id: string): boolean {
  const at = plan.waves.findIndex(({ step }) => step === id);
  return at !== -1 && startedAt !== null && wave >= at;
}
