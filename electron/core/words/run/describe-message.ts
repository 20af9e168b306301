/** Messages of a run in words: the same in the app, in the terminal and on paper. */
import {
  isUnclear,
  type MailFault,
  type MessageRecord,
  type Recipient,
} from '../../communication/message.ts';
import { type Moment, momentOf } from '../../communication/moment.ts';
import type { MessageOfRun, MessageStateName, ToldByStep } from '../../communication/told.ts';
import type { Decision } from '../../run/state.ts';
import { formatCount, formatNames } from '../figures/format-count.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { describeReason } from './describe-reason.ts';

/** `3 messages, 1 due`; null where the release has none. */
export function describeMessages(messages: readonly MessageOfRun[]): string | null {
  if (messages.length === 0) return null;
  const told = messages.filter(({ state }) => state === 'told').length;
  return [
    formatCount(messages.length, 'message'),
    told === 0 ? 'none told' : `${told} told`,
    describeOpenMessages(messages),
  ]
    .flatMap((part) => part ?? [])
    .join(', ');
}

/** `2 due, 1 failed`; null where none waits for a person. */
export function describeOpenMessages(messages: readonly MessageOfRun[]): string | null {
  const count = (name: MessageStateName): number => messages.filter(({ state }) => state === name).length;
  const parts = [
    count('due') > 0 ? `${count('due')} due` : [],
    count('failed') > 0 ? `${count('failed')} not sent` : [],
    count('unclear') > 0 ? `${count('unclear')} perhaps sent` : [],
  ];
  return parts.flat().join(', ') || null;
}

export const MESSAGE_STATES: Readonly<Record<MessageStateName, string>> = {
  later: 'not due',
  due: 'due now',
  failed: 'not sent',
  unclear: 'perhaps sent',
  told: 'told',
  withheld: 'withheld',
};

/** When it is due, in words; null where the release does not say. */
export function describeMoment(send: string | null): string | null {
  if (send === null || send.trim() === '') return null;
  return labelMoment(momentOf(send)) ?? send;
}

function labelMoment(moment: Moment): string | null {
  switch (moment.kind) {
    case 'words':
      return null;
    case 'start':
      return `when the ${moment.plan} begins`;
    case 'end':
      return ENDS[moment.of](moment.plan);
    case 'step':
      return `when step ${moment.step} is reached`;
  }
}

const ENDS = {
  any: (plan: string) => `when the ${plan} has ended`,
  success: (plan: string) => `when the ${plan} has succeeded`,
  failure: (plan: string) => `when the ${plan} has failed or was stopped`,
} as const;

/** `Anna Weber <anna@example.org>, the order desk (+49 30 1)`. */
export function describeRecipients(to: readonly Recipient[]): string {
  return to.length === 0 ? 'nobody named' : to.map(describeRecipient).join(', ');
}

export function describeRecipient({ name, email, phone }: Recipient): string {
  const ways = [email, phone].flatMap((way) => (way === null || way === name ? [] : way));
  return ways.length === 0 ? name : `${name} (${ways.join(', ')})`;
}

/** What came of it, once: a clause. */
export function describeMessageRecord(record: MessageRecord): string {
  const { by, note } = record.data;
  return `${describeHappened(record)}${describeWho({ by, note, at: record.at })}`;
}

/** All that came of it, by its records and by the step that tells it, in the order of the log. */
export function describeWhatCame({
  records,
  byStep,
}: Pick<MessageOfRun, 'records' | 'byStep'>): readonly { readonly seq: number; readonly words: string }[] {
  const told = byStep === null ? [] : [{ seq: byStep.decision?.seq ?? 0, words: describeByStep(byStep) }];
  const rest = records.map((record) => ({ seq: record.seq, words: describeMessageRecord(record) }));
  return [...told, ...rest].toSorted((a, b) => a.seq - b.seq);
}

function describeByStep({ title, isTold, decision, reason }: ToldByStep): string {
  const what = `${isTold ? 'told' : 'not told'} in step ${title}`;
  if (decision === null) return reason === null ? what : `${what}: ${describeReason(reason)}`;
  return `${what}${describeWho(decision)}`;
}

function describeWho({ by, note, at }: Pick<Decision, 'by' | 'note' | 'at'>): string {
  const said = note === null || note.trim() === '' ? '' : `: ${note}`;
  return ` by ${by}, ${formatZonedTime(at)}${said}`;
}

function describeHappened(record: MessageRecord): string {
  switch (record.type) {
    case 'messageTold': {
      const { way, channel, to, refused = [] } = record.data;
      const whom = to.length === 0 ? '' : ` to ${formatNames(to)}`;
      const but = refused.length === 0 ? '' : `, refused for ${formatNames(refused)},`;
      return way === 'mail' ? `sent by mail${whom}${but}` : `told by ${channel}${whom}`;
    }
    case 'messageNotTold': {
      const { fault } = record.data;
      if (fault === null) return 'withheld';
      return `${isUnclear(fault) ? 'perhaps sent' : 'not sent'} (${describeMailFault(fault)}), tried`;
    }
    case 'messageReceipt': {
      const { whom, received } = record.data;
      const who = whom === null ? 'everybody' : whom;
      return `${received ? 'received' : 'not received'} by ${who}, noted`;
    }
  }
}

/** A clause without its full stop. */
export function describeMailFault({ kind, server, said }: MailFault): string {
  const quoted = said === null ? '' : `: ${said}`;
  return `${FAULTS[kind](server)}${quoted}`;
}

const FAULTS: Readonly<Record<MailFault['kind'], (server: string) => string>> = {
  'not-reached': (server) => `the mail server ${server} was not reached`,
  'not-trusted': (server) => `the certificate of the mail server ${server} is not trusted`,
  'not-encrypted': (server) => `the mail server ${server} offers no encryption, which the settings ask for`,
  login: (server) => `the mail server ${server} did not take the login`,
  credential: (server) => `the password for the mail server ${server} could not be read`,
  refused: (server) => `the mail server ${server} did not take the mail`,
  'broken-off': (server) =>
    `the connection to the mail server ${server} was lost, so it may have taken the mail`,
  unfinished: (server) =>
    `the mail was being handed to the mail server ${server} and nothing says how that ended, so that it may have been taken`,
};

/** Said wherever a message is shown in a run that is no live one; null of a live run. */
export function describeSendsNothing(mode: string): string | null {
  return mode === 'live' ? null : `This is a ${mode}: nothing is sent, and nobody is told anything.`;
}

/** Those of whom the release gives no address, so that mail does not reach them; null where it reaches all. */
export function describeWithoutMail(to: readonly Recipient[]): string | null {
  const names = to.filter(({ email }) => email === null).map(({ name }) => name);
  return names.length === 0 ? null : `No mail address is known of ${formatNames(names)}`;
}
