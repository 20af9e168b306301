/** What a release tells people, as a run keeps it, and what came of it, as it stands in the log of the run. */

/** Whom a message goes to. */
export interface Recipient {
  /** As the release writes it, or the name of the person that it names. */
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

/** A message of the release, frozen when the run was made. What only the run knows stands in braces: `{{ run.finished }}`. */
export interface FrozenMessage {
  readonly id: string;
  readonly audience: string;
  readonly channel: string;
  readonly to: readonly Recipient[];
  readonly sender: Recipient | null;
  readonly send: string | null;
  readonly subject: string;
  readonly body: string;
}

/** `mail`: Holdpoint gave it to the site's mail server. `person`: a person told them and says so. */
export const WAYS_OF_TELLING = ['mail', 'person'] as const;
export type WayOfTelling = (typeof WAYS_OF_TELLING)[number];

export const MAIL_FAULTS = [
  'not-reached',
  'not-trusted',
  'not-encrypted',
  'login',
  'credential',
  'refused',
  'broken-off',
  'unfinished',
] as const;

/**
 * Why mail was not taken, with the server's or the system's own words. `unfinished` stands in the log before anything is
 * handed over: where nothing follows it, the program ended in the middle.
 */
export interface MailFault {
  readonly kind: (typeof MAIL_FAULTS)[number];
  readonly server: string;
  readonly said: string | null;
}

/** Nobody here can tell whether the server took it. */
export function isUnclear({ kind }: Pick<MailFault, 'kind'>): boolean {
  return kind === 'broken-off' || kind === 'unfinished';
}

interface AboutMessage {
  readonly by: string;
  readonly message: string;
}

/** People were told. */
export interface MessageTold extends AboutMessage {
  readonly way: WayOfTelling;
  readonly channel: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly body: string;
  /** What the server took it as; mail only. */
  readonly mailId?: string;
  /** Whom the server did not take it for; missing where it took it for all. */
  readonly refused?: readonly string[];
  readonly note: string | null;
}

/** They were not: the mail server did not take it (`fault`), or a person decided so and says why. */
export interface MessageNotTold extends AboutMessage {
  readonly fault: MailFault | null;
  readonly note: string | null;
}

/** Whether it arrived, as somebody found out. */
export interface MessageReceipt extends AboutMessage {
  /** Null: all of them. */
  readonly whom: string | null;
  readonly received: boolean;
  readonly note: string | null;
}

export type MessageEvents =
  | { readonly type: 'messageTold'; readonly data: MessageTold }
  | { readonly type: 'messageNotTold'; readonly data: MessageNotTold }
  | { readonly type: 'messageReceipt'; readonly data: MessageReceipt };

/** With its place in the log. */
export type MessageRecord = MessageEvents & { readonly seq: number; readonly at: string };
