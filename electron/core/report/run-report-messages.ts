/** Whom a run told what, for all forms of its report. */
import type { MessageRecord } from '#core/communication/message.ts';
import { type MessageOfRun, messagesOfRun } from '#core/communication/told.ts';
import type { RunState } from '#core/run/state.ts';
import {
  describeMessages,
  describeMoment,
  describeRecipients,
  describeSendsNothing,
  describeWhatCame,
  MESSAGE_STATES,
} from '#core/words/run/describe-message.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import type { CsvCell } from './csv.ts';
import { type Html, html } from './html.ts';
import { mdTable, mdText } from './markdown.ts';
import type { RunReport } from './run-report-model.ts';
import { table } from './sheet.ts';

/** Nothing of a run whose release tells nobody anything. */
export function messagesSection({ state }: RunReport): Html | null {
  const messages = messagesOfRun(state);
  const rows = messages.map(({ audience, id, channel, to, send, state: name, ...came }) => [
    [
      html`<b>${audience}</b> <span class="soft">${id}</span>`,
      html`<br><span class="soft small">${describeMoment(send) ?? ''}</span>`,
    ],
    [channel, html`<br><span class="soft small">${describeRecipients(to)}</span>`],
    html`<b>${MESSAGE_STATES[name]}</b>`,
    describeWhatCame(came).map(({ words }, i) => html`${i === 0 ? null : html`<br>`}${words}`),
  ]);
  if (rows.length === 0) return null;
  return html`<h2>Who was told</h2><p>${summaryOf(state, messages)}</p>${table(['Audience', 'By', 'State', 'What came of it'], rows)}`;
}

export function messagesMarkdown({ state }: RunReport): string | null {
  const messages = messagesOfRun(state);
  const rows = messages.map(({ audience, id, channel, to, send, state: name, ...came }) => [
    `${audience} (${id})`,
    describeMoment(send) ?? '',
    `${channel}: ${describeRecipients(to)}`,
    MESSAGE_STATES[name],
    describeWhatCame(came)
      .map(({ words }) => words)
      .join('; '),
  ]);
  if (rows.length === 0) return null;
  return `## Who was told\n\n${mdText(summaryOf(state, messages))}\n\n${mdTable(['Audience', 'When', 'By', 'State', 'What came of it'], rows)}`;
}

function summaryOf({ header }: RunState, messages: readonly MessageOfRun[]): string {
  return [describeMessages(messages), describeSendsNothing(header.mode)]
    .flatMap((part) => (part === null ? [] : endSentence(part)))
    .join(' ');
}

/** Columns of the report as CSV that rows of messages fill besides `run` and `mode`. */
export const MESSAGE_COLUMNS = [
  'message',
  'messageState',
  'messageHappened',
  'messageWay',
  'messageChannel',
  'messageTo',
  'messageSubject',
  'messageBy',
  'messageAt',
  'messageNote',
] as const;

export type MessageCells = Readonly<Record<(typeof MESSAGE_COLUMNS)[number], CsvCell>>;

/** One row for each thing that came of a message, and one for a message of which nothing did. */
export function messageRows({ state }: Pick<RunReport, 'state'>): readonly MessageCells[] {
  return messagesOfRun(state).flatMap(
    ({ id, state: name, channel, to, subject, records, byStep }): MessageCells[] => {
      const about = {
        message: id,
        messageState: MESSAGE_STATES[name],
        messageChannel: channel,
        messageSubject: subject,
      };
      const whom = to.map((each) => each.name).join('; ');
      const inStep = {
        ...about,
        messageHappened: byStep && (byStep.isTold ? 'stepTold' : 'stepNotTold'),
        messageWay: byStep && 'step',
        messageTo: whom,
        messageBy: byStep?.decision?.by ?? null,
        messageAt: byStep?.decision?.at ?? null,
        messageNote: byStep?.decision?.note ?? null,
      };
      if (records.length === 0) return [inStep];
      const rest = records.map((record) => ({
        ...about,
        messageHappened: record.type,
        messageWay: record.type === 'messageTold' ? record.data.way : null,
        messageTo: toldTo(record) ?? whom,
        ...(record.type === 'messageTold' && { messageSubject: record.data.subject }),
        messageBy: record.data.by,
        messageAt: record.at,
        messageNote: record.data.note,
      }));
      return byStep === null ? rest : [inStep, ...rest];
    },
  );
}

function toldTo(record: MessageRecord): string | null {
  if (record.type === 'messageTold') return record.data.to.join('; ');
  return record.type === 'messageReceipt' ? record.data.whom : null;
}
