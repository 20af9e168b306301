/** The only code that touches the program behind the page. */
import { API_NAME, type HoldpointApi, type News } from '#contract/api.ts';
import type { CommandName, Input, Output } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';

export interface Bridge {
  /** Resolves with the command's value; rejects with a `CommandFailure` that has a code and a message for a person. */
  call<C extends CommandName>(command: C, input: Input<C>): Promise<Output<C>>;
  /** The returned function unsubscribes. */
  onNews(listener: (news: News) => void): () => void;
  /** Empty when the file has no path. */
  pathOfDropped(file: File): string;
}

declare global {
  interface Window {
    readonly [API_NAME]: HoldpointApi;
  }
}

export function createBridge(api: () => HoldpointApi): Bridge {
  return {
    async call(command, input) {
      const answered = await api().call(command, input);
      if (answered.ok) return answered.value;
      const { code, message, details } = answered.error;
      throw new CommandFailure(code, message, details);
    },
    onNews: (listener) => api().onNews(listener),
    pathOfDropped: (file) => api().pathOfDropped(file),
  };
}

/** The bridge of this window; stores receive it as an argument so that tests can pass their own. */
export const bridge: Bridge = createBridge(() => window[API_NAME]);
