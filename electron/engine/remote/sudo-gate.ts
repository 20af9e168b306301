/** What sudo asks before it lets a command through, and what it is answered: its password once, on its own prompt, and nothing else. */
import type { Reason } from '#core/run/reasons.ts';
import type { Channel, Clock } from '../ports.ts';
import { createMarkerFinder } from './marker.ts';
import type { Wrapped } from './wrapper.ts';

/** A host that talks without end before its prompt is listened to no further back than this. */
const MAX_HEARD_CHARACTERS = 64 * 1024;
const MAX_QUOTED_CHARACTERS = 400;
/** A line that ends as a question does and is followed by nothing for so long waits for an answer. */
const QUESTION_MS = 3_000;
const QUESTION_END = /[:?>]\s*$/;

export interface SudoGate {
  open(channel: Channel): void;
  /** The channel has ended. */
  end(): void;
  isPayloadSent(): boolean;
  /** It had the password and let nothing through, though it asks once only. */
  isRefused(): boolean;
  /** Why it let nothing through, where another try would come to the same; null where sudo's own last words say it. */
  refusal(): Reason | null;
  hearStdout(bytes: Uint8Array): void;
  hearStderr(bytes: Uint8Array): void;
}

/** Lets the payload through: at once without sudo, after sudo's leave with it. A question that nobody will answer ends the wait. */
export function createSudoGate(
  wrapped: Pick<Wrapped, 'prompt' | 'ready' | 'payload' | 'asksOnce' | 'by'>,
  { password, clock }: { readonly password: string | null; readonly clock: Clock },
): SudoGate {
  const { prompt, asksOnce = false, by = 'sudo' } = wrapped;
  const ready = wrapped.ready === null ? null : createMarkerFinder(wrapped.ready);
  let channel: Channel | null = null;
  /** What is to be done once the channel is there: what the host says may be heard before. */
  const early: ((opened: Channel) => void)[] = [];
  const act = (deed: (opened: Channel) => void): void => {
    if (channel === null) early.push(deed);
    else deed(channel);
  };
  let sent = false;
  let prompts = 0;
  /** What sudo printed since it was answered. */
  let heard = '';
  let between = '';
  let forget: () => void = () => undefined;
  const isAsking = (): boolean => heard.trim() !== '' && !/[\n\r]\s*$/.test(heard);
  const awaitMore = (): void => {
    forget();
    if (isAsking() && QUESTION_END.test(heard))
      forget = clock.after(QUESTION_MS, () => act((opened) => opened.close()));
  };
  const sendPayload = (): void => {
    sent = true;
    forget();
    act((opened) => void opened.write(wrapped.payload));
  };
  const answerPrompt = (): void => {
    prompts += 1;
    if (prompts === 1) act((opened) => void opened.write(`${password}\n`));
    else act((opened) => opened.close());
  };
  const answerPrompts = (own: string): void => {
    for (let at = heard.indexOf(own); at >= 0; at = heard.indexOf(own)) {
      between = heard.slice(0, at);
      heard = heard.slice(at + own.length);
      answerPrompt();
    }
  };
  return {
    isPayloadSent: () => sent,
    isRefused: () => asksOnce && prompts > 0 && !sent,
    refusal() {
      if (sent || !ready) return null;
      if (prompts > 1) return { kind: between.trim() === '' ? 'sudo-asks-again' : 'sudo-password', by };
      return isAsking() ? { kind: 'sudo-question', said: questionIn(heard), by } : null;
    },
    open(opened) {
      channel = opened;
      for (const deed of early.splice(0)) deed(opened);
      if (!ready) sendPayload();
    },
    end: () => forget(),
    hearStdout(bytes) {
      if (ready && !sent && ready.push(bytes)) sendPayload();
    },
    hearStderr(bytes) {
      if (!ready || sent) return;
      heard = (heard + new TextDecoder().decode(bytes)).slice(-MAX_HEARD_CHARACTERS);
      if (prompt && password !== null) answerPrompts(prompt);
      awaitMore();
    },
  };
}

function questionIn(heard: string): string {
  return heard.trim().replaceAll(/\s+/g, ' ').slice(-MAX_QUOTED_CHARACTERS);
}
