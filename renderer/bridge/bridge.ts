/** The only code that touches the program behind the page. */
import { API_NAME, type HoldpointApi, type News } from '#contract/api.ts';
import type { CommandName, Input, Output } from '#contract/commands.ts';
import { type Answered, CommandFailure } from '#contract/errors.ts';

export interface Bridge {
  /** Resolves with the command's value; rejects with a `CommandFailure` that has a code and a message for a person. */
  call<C extends CommandName>(command: C, input: Input<C>): Promise<Output<C>>;
  /** The returned function unsubscribes. */
  onNews(listener: (news: News) => void): () => void;
  /** Imports a file that was dropped on the page; null when it is none of this workstation. */
  importDropped(file: File): Promise<Output<'desktop.importDropped'> | null>;
}

declare global {
  interface Window {
    readonly [API_NAME]: HoldpointApi;
  }
}

export function createBridge(api: () => HoldpointApi): Bridge {
  return {
    call: async (command, input) => valueOrThrow(await api().call(command, input)),
    onNews: (listener) => api().onNews(listener),
    async importDropped(file) {
      const answered = await api().importDropped(file);
      return answered === null ? null : valueOrThrow(answered);
    },
  };
}

function valueOrThrow<T>(answered: Answered<T>): T {
  if (answered.ok) return answered.value;
  const { code, message, details } = answered.error;
  throw new CommandFailure(code, message, details);
}

/** The bridge of this window; stores receive it as an argument so that tests can pass their own. */
export const bridge: Bridge = createBridge(() => window[API_NAME]);
