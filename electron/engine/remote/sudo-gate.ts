/** What sudo asks before it lets a command through, and what it is answered: its password once, on its own prompt, and nothing else. */
import type { Channel } from '../ports.ts';
import { createMarkerFinder } from './marker.ts';
import type { Wrapped } from './wrapper.ts';

/** A host that talks without end before its prompt is listened to no further back than this. */
const MAX_HEARD_CHARACTERS = 64 * 1024;
const MAX_QUOTED_CHARACTERS = 400;

export interface SudoGate {
  open(channel: Channel): void;
  isPayloadSent(): boolean;
  /** Why it let nothing through, where another try would come to the same; null where sudo's own last words say it. */
  refusal(): string | null;
  hearStdout(bytes: Uint8Array): void;
  hearStderr(bytes: Uint8Array): void;
}

/** Lets the payload through: at once without sudo, after sudo's leave with it. */
export function createSudoGate(wrapped: Wrapped, password: string | null): SudoGate {
  const { prompt } = wrapped;
  const ready = wrapped.ready === null ? null : createMarkerFinder(wrapped.ready);
  let channel: Channel | null = null;
  let sent = false;
  let prompts = 0;
  /** What sudo printed since it was answered. */
  let heard = '';
  let between = '';
  const sendPayload = (): void => {
    sent = true;
    void channel?.write(wrapped.payload);
  };
  const answerPrompt = (): void => {
    prompts += 1;
    if (prompts === 1) void channel?.write(`${password}\n`);
    else channel?.close();
  };
  return {
    isPayloadSent: () => sent,
    refusal() {
      if (sent || !ready) return null;
      if (prompts > 1)
        return between.trim() === '' ? ASKED_TWICE : 'sudo did not accept the password; nothing was run';
      const isQuestion = heard.trim() !== '' && !/[\n\r]\s*$/.test(heard);
      return isQuestion ? describeQuestion(heard) : null;
    },
    open(opened) {
      channel = opened;
      if (!ready) sendPayload();
    },
    hearStdout(bytes) {
      if (ready && !sent && ready.push(bytes)) sendPayload();
    },
    hearStderr(bytes) {
      if (!ready || sent) return;
      heard = (heard + new TextDecoder().decode(bytes)).slice(-MAX_HEARD_CHARACTERS);
      if (!prompt || password === null) return;
      for (let at = heard.indexOf(prompt); at >= 0; at = heard.indexOf(prompt)) {
        between = heard.slice(0, at);
        heard = heard.slice(at + prompt.length);
        answerPrompt();
      }
    },
  };
}

const ANSWERS_NOTHING_ELSE =
  'Holdpoint answers its password prompt once and nothing else; nothing was run. Let this user in without a further question, such as by a NOPASSWD rule';

const ASKED_TWICE = `sudo asks a second time after the password, as for a one-time code. ${ANSWERS_NOTHING_ELSE}`;

function describeQuestion(heard: string): string {
  const words = heard.trim().replaceAll(/\s+/g, ' ').slice(-MAX_QUOTED_CHARACTERS);
  return `sudo asks "${words}". ${ANSWERS_NOTHING_ELSE}`;
}
