import type { MESSAGE_COMMANDS } from '#contract/commands/messages.ts';
import type { Handlers } from '#contract/commands.ts';
import type { SaidValues } from '#core/communication/letter.ts';
import type { MessageEntry } from '#core/communication/told.ts';
import type { RunId } from '#core/run/events.ts';
import { describeMailFault } from '#core/words/run/describe-message.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import { mailBy, readMailSettings, TRIAL_MAIL, writeMailSettings } from '#operations/mail.ts';
import { openSoundRun } from '#operations/start-run.ts';
import {
  describeNotSent,
  mailMessage,
  messageFile,
  type ReadyMessage,
  readyMessage,
  toldByPerson,
} from '#operations/tell-message.ts';
import { orRefused } from '../not-begun.ts';
import type { WorkerContext } from '../worker-context.ts';
import { signedIn } from './acting.ts';
import { putEntry } from './put-entry.ts';

export function messageHandlers(context: WorkerContext): Handlers<keyof typeof MESSAGE_COMMANDS> {
  const { library, login, vault, keychain, tell } = context;
  const access = { ask: login.ask, vault, keychain };
  const ready = (run: RunId, message: string, said: SaidValues): ReadyMessage =>
    orRefused(readyMessage(orRefused(openSoundRun(library, run)).state, { message, said }));
  return {
    'messages.mail': () => readMailSettings(library),
    'messages.setMail': ({ settings }) => {
      writeMailSettings(library, settings);
      tell({ kind: 'libraryChanged', what: 'settings' });
      return null;
    },
    'messages.tryMail': async ({ to }) => {
      const settings = readMailSettings(library);
      if (settings === null) return { fault: 'No mail server is named.' };
      const sent = await mailBy(library, settings, { access, mail: { ...TRIAL_MAIL, to: [to] } });
      return { fault: sent.ok ? null : toSentence(describeMailFault(sent.error)) };
    },
    'run.sendMessage': async ({ run, message, said, by, again }) => {
      const signed = signedIn(context, run, by);
      const put = async (entry: MessageEntry): Promise<void> => void (await putEntry(context, run, entry));
      const mailing = { ...access, put };
      const fault = orRefused(
        await mailMessage({ library, run }, { message, said, by: signed, again }, mailing),
      );
      return { fault: fault && describeNotSent(fault) };
    },
    'run.tellMessage': ({ run, message, said, by, to, note }) => {
      const signed = signedIn(context, run, by);
      return putEntry(context, run, toldByPerson(ready(run, message, said), { by: signed, note, to }));
    },
    'run.withholdMessage': ({ run, ...data }) =>
      putEntry(context, run, { type: 'messageNotTold', data: { ...data, fault: null } }),
    'run.noteReceipt': ({ run, ...data }) => putEntry(context, run, { type: 'messageReceipt', data }),
    'run.messageFile': async ({ run, message, said }) => {
      const file = await messageFile(ready(run, message, said), readMailSettings(library)?.from ?? null);
      return { text: file.toString('utf8') };
    },
  };
}
