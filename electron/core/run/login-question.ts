/** What a person is asked so that a host lets us in. What is answered is used at once and kept nowhere but in memory. */
export type LoginQuestion =
  /** The host's own words, made safe to show. */
  | {
      readonly kind: 'host';
      readonly host: string;
      readonly user: string;
      /** What stands above its prompts; empty where nothing does. */
      readonly said: string;
      readonly prompts: readonly LoginPrompt[];
    }
  /** A security key waits to be touched; nothing is to be typed. `said`: in the words of OpenSSH, made safe to show. */
  | { readonly kind: 'touch'; readonly host: string; readonly user: string; readonly said: string }
  | { readonly kind: 'passphrase'; readonly file: string; readonly isAgain: boolean }
  | { readonly kind: 'password'; readonly credential: string }
  | { readonly kind: 'secret'; readonly secret: string }
  /** The passphrase of the library's vault. */
  | { readonly kind: 'vault'; readonly isAgain: boolean };

export interface LoginPrompt {
  readonly text: string;
  /** What is typed may be seen, as the host says. */
  readonly isShown: boolean;
}

/** As far as it is looked at, an `AbortSignal`. */
export interface Withdrawn {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

/** Answers in the order of the prompts; null where nobody answered. `withdrawn`: nobody needs an answer any more. */
export type AskPerson = (question: LoginQuestion, withdrawn: Withdrawn) => Promise<readonly string[] | null>;

export function promptsOf(question: LoginQuestion): readonly LoginPrompt[] {
  switch (question.kind) {
    case 'host':
      return question.prompts;
    case 'touch':
      return [];
    case 'passphrase':
    case 'vault':
      return [{ text: 'Passphrase', isShown: false }];
    case 'password':
      return [{ text: 'Password', isShown: false }];
    case 'secret':
      return [{ text: 'Value', isShown: false }];
  }
}
