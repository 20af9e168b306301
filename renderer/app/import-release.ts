/** A release file into the library, from wherever the person asked: menu, button, a file dropped on the window, or one that the system hands over. */

import { createStore, type StoreApi } from 'zustand';
import { isTakenUp } from '#bridge/app-commands.ts';
import { type Bridge, bridge } from '#bridge/bridge.ts';
import type { Input, Output } from '#contract/commands.ts';
import type { ReleaseThere } from '#core/release/import.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { closeForm } from '#ui/form/close-form.ts';
import { lostNow } from '#ui/form/unsaved.ts';
import { noticeDone, noticeFailure, noticeInfo, noticeOffer } from '#ui/notices.ts';
import { navigate } from './hash-location.ts';
import { bundleStore } from './import-bundle.ts';
import { documentStore } from './import-document.ts';

type DroppedReply = Output<'desktop.importDropped'>;
type Imported = Extract<DroppedReply, { readonly kind: 'imported' }>;

export interface ImportState {
  /** A file whose release is in the library with another text: a person says what becomes of it. */
  readonly asked: ReleaseThere | null;
  byDialog(): Promise<void>;
  dropped(file: File): Promise<void>;
  /** What the system handed over, which may come while a person does something else. */
  handed(): Promise<void>;
  /** Null leaves the library as it is. */
  finish(as: Input<'desktop.finishImport'>['as'] | null): Promise<void>;
}

/** How an import came about. */
interface Origin {
  readonly isHanded: boolean;
  /** What the page showed then. */
  readonly at: string;
}

interface Importing {
  readonly isHanded?: boolean;
  /** Null: nothing was chosen. */
  readonly read: () => Promise<DroppedReply | null>;
  readonly failed: string;
  readonly none?: () => void;
}

const FAILED = 'The file could not be imported';

export const importStore = createImportStore(bridge);

function createImportStore(from: Bridge): StoreApi<ImportState> {
  return createStore<ImportState>((set) => {
    const inTurn = createTurns();
    const showOrOffer = createShowing();
    /** What is asked about one file is answered before the next one is read. */
    let answered = (): void => undefined;
    let origin: Origin = { isHanded: false, at: '' };
    const ask = (asked: ReleaseThere): Promise<void> =>
      new Promise((resolve) => {
        answered = resolve;
        if (origin.isHanded && isElsewhere()) offerQuestion(asked);
        else set({ asked });
      });
    /** Whoever imports another file leaves the one of the notice. */
    let leaveOffered = (): void => undefined;
    const offerQuestion = (asked: ReleaseThere): void => {
      leaveOffered = noticeOffer(
        `${asked.name} is already in the library`,
        'The file has a different text. Nothing was imported.',
        { label: 'Decide…', take: () => set({ asked }), leave: () => answered() },
      );
    };
    const close = (): void => {
      set({ asked: null });
      answered();
    };
    const take = async (reply: DroppedReply): Promise<void> => {
      if (reply.kind === 'exists') await ask(reply);
      else if (reply.kind === 'bundle')
        await bundleStore.getState().show(reply.preview, origin.isHanded && isElsewhere());
      else if (reply.kind === 'document')
        await documentStore.getState().show(reply, origin.isHanded && isElsewhere());
      else closeForm(close, () => showOrOffer(reply, origin));
    };
    const importBy = ({ isHanded = false, read, failed, none }: Importing): Promise<void> => {
      const began = { isHanded, at: location.hash };
      if (!isHanded) leaveOffered();
      return inTurn(async () => {
        origin = began;
        try {
          const reply = await read();
          if (reply) await take(reply);
          else none?.();
        } catch (cause) {
          noticeFailure(failed, cause);
        }
      });
    };
    return {
      asked: null,
      byDialog: () => importBy({ read: () => from.call('desktop.importRelease', {}), failed: FAILED }),
      handed: () =>
        importBy({ isHanded: true, read: () => from.call('desktop.importHanded', {}), failed: FAILED }),
      dropped: (file) =>
        importBy({
          read: () => from.importDropped(file),
          failed: `${file.name} could not be imported`,
          none: () =>
            noticeInfo('Only files can be dropped here', 'Save it as a file first, then drop that.'),
        }),
      async finish(as) {
        if (as === null) return close();
        try {
          const reply = await from.call('desktop.finishImport', { as });
          if (reply.kind === 'exists') set({ asked: reply });
          else if (reply.kind === 'imported')
            closeForm(close, () => showOrOffer(reply, { isHanded: false, at: location.hash }));
        } catch (cause) {
          noticeFailure('The file was not imported', cause);
        }
      },
    };
  });
}

/** Several files come at once where several were chosen; each waits for the one before. */
function createTurns(): (work: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return (work) => {
    last = last.then(work);
    return last;
  };
}

/** A person is with a run, or writes. */
function isElsewhere(): boolean {
  return location.hash.startsWith('#/run/') || isTakenUp();
}

/** Shows what was imported, and offers it where the person meanwhile went somewhere else or has something typed that would be lost. */
function createShowing(): (imported: Imported, origin: Origin) => void {
  /** The page that an import showed last: nobody went there by themselves. */
  let shown: string | null = null;
  return ({ id, name, version, issues, replaced }, { isHanded, at }) => {
    const errors = issues.filter((issue) => issue.severity === 'error').length;
    const message = errors > 0 ? `${formatCount(errors, 'problem')} to fix before it can run.` : '';
    const show = (): void => {
      navigate(`/release/${id}`);
      shown = location.hash;
    };
    const hasMoved = location.hash !== at && location.hash !== shown;
    if (hasMoved || lostNow().length > 0 || (isHanded && isElsewhere())) {
      const title = `${name} ${version} is ${replaced ? 'saved as the newest text' : 'imported'}`;
      noticeOffer(title, message, { label: 'Show', take: show });
      return;
    }
    const title = replaced ? 'Saved as the newest text' : 'Imported';
    if (errors > 0) noticeInfo(title, message);
    else noticeDone(title);
    show();
  };
}
