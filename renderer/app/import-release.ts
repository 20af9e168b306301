/** A release file into the library, from wherever the person asked: menu, button, or a file dropped on the window. */

import { createStore, type StoreApi } from 'zustand';
import { type Bridge, bridge } from '#bridge/bridge.ts';
import type { Input, Output } from '#contract/commands.ts';
import { formatCount } from '#core/words/format-count.ts';
import { closeForm } from '#ui/form/close-form.ts';
import { noticeDone, noticeFailure, noticeInfo } from '#ui/notices.ts';
import { navigate } from './hash-location.ts';

type Reply = Output<'desktop.importDropped'>;
export type ReleaseThere = Extract<Reply, { readonly kind: 'exists' }>;

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
    const take = (reply: Reply): void => {
      if (reply.kind === 'exists') set({ asked: reply });
      else
        closeForm(
          () => set({ asked: null }),
          () => show(reply),
        );
    };
    return {
      asked: null,
      async byDialog() {
        try {
          const reply = await from.call('desktop.importRelease', {});
          if (reply) take(reply);
        } catch (cause) {
          noticeFailure('The file could not be imported', cause);
        }
      },
      async dropped(file) {
        try {
          const reply = await from.importDropped(file);
          if (reply) take(reply);
          else noticeInfo('Only files can be dropped here', 'Save it as a file first, then drop that.');
        } catch (cause) {
          noticeFailure(`${file.name} could not be imported`, cause);
        }
      },
      async finish(as) {
        if (as === null) return set({ asked: null });
        try {
          take(await from.call('desktop.finishImport', { as }));
        } catch (cause) {
          noticeFailure('The file was not imported', cause);
        }
      },
    };
  });
}

function show({ id, issues, replaced }: Extract<Reply, { readonly kind: 'imported' }>): void {
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  const title = replaced ? 'Saved as the newest text' : 'Imported';
  if (errors > 0) noticeInfo(title, `${formatCount(errors, 'problem')} to fix before it can run.`);
  else noticeDone(title);
  navigate(`/release/${id}`);
}
