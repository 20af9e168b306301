/** A release file into the library, from wherever the person asked: menu, button, or a file dropped on the window. */

import { createStore, type StoreApi } from 'zustand';
import { type Bridge, bridge } from '#bridge/bridge.ts';
import type { Input, Output } from '#contract/commands.ts';
import type { ReleaseThere } from '#core/release/import.ts';
import { formatCount } from '#core/words/format-count.ts';
import { closeForm } from '#ui/form/close-form.ts';
import { noticeDone, noticeFailure, noticeInfo } from '#ui/notices.ts';
import { navigate } from './hash-location.ts';

type DroppedReply = Output<'desktop.importDropped'>;

export interface ImportState {
  /** A file whose release is in the library with another text: a person says what becomes of it. */
  readonly asked: ReleaseThere | null;
  byDialog(): Promise<void>;
  dropped(file: File): Promise<void>;
  /** Null leaves the library as it is. */
  finish(as: Input<'desktop.finishImport'>['as'] | null): Promise<void>;
}

export const importStore = createImportStore(bridge);

function createImportStore(from: Bridge): StoreApi<ImportState> {
  return createStore<ImportState>((set) => {
    const inTurn = createTurns();
    /** What is asked about one file is answered before the next one is read. */
    let answered = (): void => undefined;
    const ask = (asked: ReleaseThere): Promise<void> =>
      new Promise((resolve) => {
        answered = resolve;
        set({ asked });
      });
    const close = (): void => {
      set({ asked: null });
      answered();
    };
    const take = async (reply: DroppedReply): Promise<void> => {
      if (reply.kind === 'exists') await ask(reply);
      else closeForm(close, () => show(reply));
    };
    return {
      asked: null,
      byDialog: () =>
        inTurn(async () => {
          try {
            const reply = await from.call('desktop.importRelease', {});
            if (reply) await take(reply);
          } catch (cause) {
            noticeFailure('The file could not be imported', cause);
          }
        }),
      dropped: (file) =>
        inTurn(async () => {
          try {
            const reply = await from.importDropped(file);
            if (reply) await take(reply);
            else noticeInfo('Only files can be dropped here', 'Save it as a file first, then drop that.');
          } catch (cause) {
            noticeFailure(`${file.name} could not be imported`, cause);
          }
        }),
      async finish(as) {
        if (as === null) return close();
        try {
          const reply = await from.call('desktop.finishImport', { as });
          if (reply.kind === 'exists') set({ asked: reply });
          else closeForm(close, () => show(reply));
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

function show({ id, issues, replaced }: Extract<DroppedReply, { readonly kind: 'imported' }>): void {
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  const title = replaced ? 'Saved as the newest text' : 'Imported';
  if (errors > 0) noticeInfo(title, `${formatCount(errors, 'problem')} to fix before it can run.`);
  else noticeDone(title);
  navigate(`/release/${id}`);
}
