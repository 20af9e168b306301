/** The only code that touches the program behind the page. */
import { API_NAME, type HoldpointApi, type News } from '#contract/api.ts';
import type { CommandName, Input, Output } from '#contract/commands.ts';
import { CommandFailure, type Reply } from '#contract/errors.ts';

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
      const reply = await api().importDropped(file);
      return reply === null ? null : valueOrThrow(reply);
    },
  };
}

function valueOrThrow<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  const { code, message, details } = reply.error;
  throw new CommandFailure(code, message, details);
}

/** The bridge of this window; stores receive it as an argument so that tests can pass their own. */
export const bridge: Bridge = createBridge(() => window[API_NAME]);
