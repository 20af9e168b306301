/** What the page sees of the program: one call, one stream of news. */
import type { RunActivity } from '#core/run/activity.ts';
import type { RunId } from '#core/run/events.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import type { Stream } from '#core/run/stream.ts';
import type { AppCommandId } from './app-commands.ts';
import type { NewEvents } from './commands/run-records.ts';
import type { PracticeState } from './commands/workstation.ts';
import type { CommandName, Input, Output } from './commands.ts';
import type { Reply } from './errors.ts';

export type News =
  /** New facts of a run, in order, about once a frame; a gap in `seq` is fetched again with `run.eventsAfter`. */
  | ({ readonly kind: 'runEvents'; readonly run: RunId } & NewEvents)
  /** How far preflight or leaving the hosts has come, or who is waited for: no fact, and only the newest counts. At most a few times a second. */
  | { readonly kind: 'progress'; readonly run: RunId; readonly progress: HostsProgress }
  /** Output was stored; fetch it with `output.read` where it is shown. At most a few times a second. */
  | {
      readonly kind: 'outputGrew';
      readonly run: RunId;
      readonly grown: readonly {
        readonly step: string;
        readonly host: string | null;
        readonly attempt: number;
        readonly stream: Stream;
        readonly total: number;
        /** When it came, ISO 8601. */
        readonly at: string;
      }[];
    }
  | {
      readonly kind: 'libraryChanged';
      readonly what: 'releases' | 'runs' | 'settings' | 'hosts' | 'backups';
      /** The run that a person added to, though no program of this library's window carries it out. */
      readonly run?: RunId;
      /** Another program wrote to the library: any run may have grown. */
      readonly byOthers?: true;
    }
  /** What `login.questions` gives has changed. */
  | { readonly kind: 'loginAsked' }
  | { readonly kind: 'practiceChanged'; readonly state: PracticeState }
  /** Every run that the engine carries out, when that has changed; one that has just ended is told once with its end. */
  | { readonly kind: 'activity'; readonly runs: readonly RunActivity[] }
  /** Something of the program crashed; `desktop.takeCrash` says what. */
  | { readonly kind: 'crashed' }
  /** The engine process ended and was started again; runs that were open are interrupted. */
  | { readonly kind: 'engineRestarted' }
  /** The window is about to close: the page stores what was typed and answers with `desktop.leave`. */
  | { readonly kind: 'leaving' }
  /** The workstation was asleep under open runs, for so long; null: nobody saw it fall asleep. */
  | { readonly kind: 'slept'; readonly ms: number | null; readonly runs: number }
  /** A release or a run was pinned or unpinned. */
  | { readonly kind: 'pinnedChanged' }
  /** Chosen in a menu. */
  | { readonly kind: 'command'; readonly id: AppCommandId }
  /** Another page is wanted, by a link, a notification or a list. */
  | { readonly kind: 'goTo'; readonly path: string }
  /** The system handed a release file over; `desktop.importHanded` takes it. */
  | { readonly kind: 'fileHanded' }
  /** The system handed a link over that is none of ours. */
  | { readonly kind: 'linkRefused'; readonly link: string }
  /** The system named a release file that is not there. */
  | { readonly kind: 'fileMissed'; readonly path: string };

export interface HoldpointApi {
  call<C extends CommandName>(command: C, input: Input<C>): Promise<Reply<Output<C>>>;
  /** The returned function unsubscribes. */
  onNews(listener: (news: News) => void): () => void;
  /**
   * Imports a file that was dropped on the page; null when it is none of this workstation. The preload asks Electron for its
   * path and hands that to the main process: the page neither sees a path nor can name one.
   */
  importDropped(file: object): Promise<Reply<Output<'desktop.importDropped'>>> | null;
}

export const API_NAME = 'holdpoint';
/** Channels between page and main process. */
export const CALL_CHANNEL = 'holdpoint:call';
/** From the preload alone, with the path of a dropped file. */
export const DROPPED_CHANNEL = 'holdpoint:dropped';
export const NEWS_CHANNEL = 'holdpoint:news';
