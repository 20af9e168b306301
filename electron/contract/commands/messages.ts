/** What a run tells people, and the mail server by which it is sent. */
import { z } from 'zod';
import { type MailSettings, mailSettings } from '#core/communication/mail-settings.ts';
import { command, id, note, nothing, person, runId } from './fields.ts';

export const telling = {
  run: runId,
  message: id,
  /** What is said for values that the run does not know. */
  said: z.record(z.string().max(200), z.string().max(4000)),
};
const mailTo = z.string().min(3).max(300);

export const MESSAGE_COMMANDS = {
  /** Whether the site has a mail server, so that messages can be sent from here. */
  'messages.mail': command(nothing).gives<MailSettings | null>(),
  'messages.setMail': command(z.strictObject({ settings: mailSettings.nullable() })).gives<null>(),
  /** Sends a mail there; why it could not, in words, or null. */
  'messages.tryMail': command(z.strictObject({ to: mailTo })).gives<{ readonly fault: string | null }>(),
  /** By the mail server: why it was not sent, in words, or null. Either is put down in the run. */
  'run.sendMessage': command(
    // Also where they were told, or may have been.
    z.strictObject({ ...telling, by: person, again: z.boolean() }),
  ).gives<{
    readonly fault: string | null;
  }>(),
  'run.tellMessage': command(
    z.strictObject({ ...telling, by: person, to: z.array(z.string().max(300)).max(1000).nullable(), note }),
  ).gives<null>(),
  'run.withholdMessage': command(
    z.strictObject({ run: runId, message: id, by: person, note: z.string().min(1).max(4000) }),
  ).gives<null>(),
  'run.noteReceipt': command(
    z.strictObject({
      run: runId,
      message: id,
      by: person,
      whom: z.string().max(300).nullable(),
      received: z.boolean(),
      note,
    }),
  ).gives<null>(),
  /** The message as the text of an `.eml` file. */
  'run.messageFile': command(z.strictObject(telling)).gives<{ readonly text: string }>(),
} as const;
