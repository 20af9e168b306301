/** Messages of a run as lines for a terminal. */
import type { Letter } from '#core/communication/letter.ts';
import { type MessageOfRun, messagesOfRun, openMessages } from '#core/communication/told.ts';
import type { RunState } from '#core/run/state.ts';
import {
  describeMessages,
  describeMoment,
  describeRecipient,
  describeRecipients,
  describeSendsNothing,
  describeWhatCame,
  MESSAGE_STATES,
} from '#core/words/run/describe-message.ts';
import { indent, safe } from './terminal.ts';

export function messageLines(state: RunState): string {
  const messages = messagesOfRun(state);
  const lines = messages.map((message) => {
    const when = describeMoment(message.send);
    const records = describeWhatCame(message)
      .map(({ words }) => `      ${indent(words)}\n`)
      .join('');
    return `  ${MESSAGE_STATES[message.state].padEnd(12)} ${safe(message.id)}: ${safe(message.audience)}, by ${safe(message.channel)} to ${safe(describeRecipients(message.to))}${when === null ? '' : `, ${safe(when)}`}\n${records}`;
  });
  return `${describeMessages(messages) ?? ''}\n${nothing(state)}${lines.join('')}`;
}

/** What to do about messages as they become due, each once. */
export function createPrompts(): (state: RunState) => string {
  const said = new Set<string>();
  return (state) => {
    const fresh = openMessages(state).filter(({ id }) => !said.has(id));
    for (const { id } of fresh) said.add(id);
    return fresh
      .map(
        ({ id, audience, channel }) =>
          `message     due now: tell ${safe(audience)} by ${safe(channel)}. holdpoint message ${state.header.run} ${safe(id)}\n`,
      )
      .join('');
  };
}

/** One message for whoever tells it: whom, by what number or address, and the words. */
export function callSheetLines(
  state: RunState,
  message: MessageOfRun,
  { subject, body, missing }: Letter,
): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ['audience', message.audience],
    ['channel', message.channel],
    ['sent', describeMoment(message.send)],
    ['sender', message.sender && describeRecipient(message.sender)],
    ['state', MESSAGE_STATES[message.state]],
    ['missing', missing.length === 0 ? null : missing.join(', ')],
  ];
  return [
    nothing(state),
    ...facts.map(([name, value]) => (value === null ? '' : `${name.padEnd(9)} ${safe(value)}\n`)),
    ...message.to.map(
      (each) => `[ ] ${safe(describeRecipient(each))}  at ____:____  by ______  received [ ]\n`,
    ),
    ...describeWhatCame(message).map(({ words }) => `${indent(words)}\n`),
    `\n${subject === '' ? '' : `${safe(subject)}\n\n`}${body.split('\n').map(safe).join('\n')}\n`,
  ].join('');
}

function nothing({ header }: RunState): string {
  const words = describeSendsNothing(header.mode);
  return words === null ? '' : `${words}\n`;
}
