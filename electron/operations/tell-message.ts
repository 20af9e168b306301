/** Tells people a message of a run: by the site's mail server, or by a person who says so. What fails here never touches the run. */
import { type Mail, writeMail } from '#adapters/mail/send-mail.ts';
import { type Letter, letterOf, type SaidValues } from '#core/communication/letter.ts';
import { formatMailServer } from '#core/communication/mail-settings.ts';
import { isUnclear, type MailFault } from '#core/communication/message.ts';
import { refuseTelling } from '#core/communication/refuse-message.ts';
import { findMessage, isOnceMore, type MessageEntry, type MessageOfRun } from '#core/communication/told.ts';
import type { RunState } from '#core/run/state.ts';
import { describeMailFault, describeWithoutMail } from '#core/words/run/describe-message.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { type MailAccess, mailBy, readMailSettings } from './mail.ts';
import { openSoundRun } from './start-run.ts';
import type { Wishing } from './wish-of-run.ts';

export interface Telling {
  readonly message: string;
  readonly by: string;
  /** What is said for values that the run does not know. */
  readonly said: SaidValues;
}

function refuseTold(
  message: string,
  next?: NonNullable<Failure['next']>,
): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: { code: 'refused', message, ...(next && { next }) } };
}

/** A message that may go out, with its text whole. */
export interface ReadyMessage {
  readonly message: MessageOfRun;
  readonly letter: Letter;
}

/** Whether it may go out as it is; the refusal names what is missing. */
export function readyMessage(
  state: RunState,
  { message: id, said }: Omit<Telling, 'by'>,
): Result<ReadyMessage, Failure> {
  const refusal = refuseTelling(state, id);
  if (refusal !== null) return refuseTold(describeRefusal(refusal));
  const message = findMessage(state, id);
  if (message === null) return refuseTold(`This run has no message ${id}`);
  const letter = letterOf(message, state, said);
  if (letter.missing.length > 0)
    return refuseTold(`Nothing goes out with a value missing: ${letter.missing.join(', ')}`, {
      terminal: letter.missing.map((name) => `--value ${name}=TEXT says it`).join('; '),
      app: 'Say what the message says there',
    });
  return { ok: true, value: { message, letter } };
}

const SEND_AGAIN = {
  terminal: '--again sends it once more',
  app: 'Open the message and choose Send mail again',
};
interface Mailing extends MailAccess {
  /** Puts an entry down in the run; throws where that is refused. */
  readonly put: (entry: MessageEntry) => Promise<void>;
}

/** Two people at two windows send it once; a second time is wanted in so many words. */
interface Sending extends Telling {
  readonly again: boolean;
}

/**
 * Sends it: that this begins stands in the run before the server hears of it, and then how it ended. Null where it was taken.
 * Where the run takes no entry, nothing is sent.
 */
export async function mailMessage(
  { library, run }: Pick<Wishing, 'library' | 'run'>,
  telling: Sending,
  { put, ...access }: Mailing,
): Promise<Result<MailFault | null, Failure>> {
  const opened = openSoundRun(library, run);
  if (!opened.ok) return opened;
  const ready = readyMessage(opened.value.state, telling);
  if (!ready.ok) return ready;
  const { message, letter } = ready.value;
  if (isOnceMore(message) && !telling.again)
    return refuseTold(
      message.state === 'told' ? 'They were told already' : 'It may have been sent already: ask one of them',
      SEND_AGAIN,
    );
  const settings = readMailSettings(library);
  if (settings === null)
    return refuseTold('This library knows no mail server', {
      terminal: 'Name it (holdpoint mail --server HOST)',
      app: 'Name it in Settings, under Mail',
    });
  const reached = message.to.filter(({ email }) => email !== null);
  if (reached.length === 0)
    return refuseTold(describeWithoutMail(message.to) ?? 'The message names nobody to send it to');
  const mail = mailOf(message, letter);
  const { by } = telling;
  const about = { by, message: message.id };
  const putFault = (fault: MailFault) =>
    put({ type: 'messageNotTold', data: { ...about, fault, note: null } });
  const begin = () => putFault({ kind: 'unfinished', server: formatMailServer(settings), said: null });
  const sent = await mailBy(library, settings, { access, mail, begin });
  if (!sent.ok) {
    await putFault(sent.error);
    return { ok: true, value: sent.error };
  }
  const { mailId, refused } = sent.value;
  const taken = reached.filter(({ email }) => !refused.includes(email ?? ''));
  const told = {
    ...about,
    way: 'mail',
    channel: message.channel,
    to: taken.map(({ email }) => email ?? ''),
    subject: letter.subject,
    body: letter.body,
    mailId,
    ...(refused.length > 0 && { refused }),
    note: null,
  } as const;
  await put({ type: 'messageTold', data: told });
  return { ok: true, value: null };
}

/** The message as a file that any mail program opens. */
export async function messageFile({ message, letter }: ReadyMessage, from: string | null): Promise<Buffer> {
  const sender = message.sender?.email ?? from ?? 'unknown@invalid';
  return await writeMail({ ...mailOf(message, letter), from: sender });
}

function mailOf(message: MessageOfRun, { subject, body }: Letter): Omit<Mail, 'from'> {
  return {
    to: message.to.flatMap(({ email }) => email ?? []),
    replyTo: message.sender?.email ?? null,
    subject,
    body,
  };
}

/** That a person told them, as the log keeps it. */
export function toldByPerson(
  { message, letter }: ReadyMessage,
  {
    by,
    note,
    to,
  }: { readonly by: string; readonly note: string | null; readonly to: readonly string[] | null },
): MessageEntry {
  return {
    type: 'messageTold',
    data: {
      by,
      message: message.id,
      way: 'person',
      channel: message.channel,
      to: to ?? message.to.map(({ name }) => name),
      subject: letter.subject,
      body: letter.body,
      note,
    },
  };
}

/** What a person reads of mail that was not taken. */
export function describeNotSent(fault: MailFault): string {
  const next = isUnclear(fault)
    ? 'Ask one of them whether it arrived before you send it again, and record what you find out.'
    : 'Send it again, or tell them another way and record that.';
  return `${toSentence(describeMailFault(fault))} The run is not touched by this. ${next}`;
}
