/** What the page sees of the program: one call, one stream of news. */
import type { RunId } from '#core/run/events.ts';
import type { CommandName, Input, NewEvents, Output, PracticeState } from './commands.ts';
import type { Answered } from './errors.ts';

export type News =
  /** New facts of a run, in order, about once a frame; a gap in `seq` is fetched again with `run.eventsAfter`. */
  | ({ readonly kind: 'runEvents'; readonly run: RunId } & NewEvents)
  /** Output was stored; fetch it with `output.read` where it is shown. At most a few times a second. */
  | {
      readonly kind: 'outputGrew';
      readonly run: RunId;
      readonly grown: readonly {
        readonly step: string;
        readonly host: string | null;
        readonly attempt: number;
        readonly stream: 'stdout' | 'stderr';
        readonly total: number;
        /** When it came, ISO 8601. */
        readonly at: string;
      }[];
    }
  | { readonly kind: 'libraryChanged'; readonly what: 'releases' | 'runs' | 'settings' | 'hosts' }
  | { readonly kind: 'practiceChanged'; readonly state: PracticeState }
  /** The engine process ended and was started again; runs that were open are interrupted. */
  | { readonly kind: 'engineRestarted' }
  /** The window is about to close: the page stores what was typed and answers with `desktop.leave`. */
  | { readonly kind: 'leaving' }
  /** A menu item or a key that belongs to the page. */
  | { readonly kind: 'menu'; readonly item: 'new-release' | 'import' | 'palette' | 'settings' | 'help' };

export interface HoldpointApi {
  call<C extends CommandName>(command: C, input: Input<C>): Promise<Answered<Output<C>>>;
  /** The returned function unsubscribes. */
  onNews(listener: (news: News) => void): () => void;
  /** Path of a file dropped on the page; empty when it has none. */
  pathOfDropped(file: object): string;
}

export const API_NAME = 'holdpoint';
/** Channels between page and main process. */
export const CALL_CHANNEL = 'holdpoint:call';
export const NEWS_CHANNEL = 'holdpoint:news';
