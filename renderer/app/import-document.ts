/** A runbook or a script that came as a file: a person sees what a release would say of it, and names that. */
import { createStore, type StoreApi } from 'zustand';
import { type Bridge, bridge } from '#bridge/bridge.ts';
import type { Input } from '#contract/commands.ts';
import { closeForm } from '#ui/form/close-form.ts';
import { noticeDone, noticeFailure, noticeOffer } from '#ui/notices.ts';
import { navigate } from './hash-location.ts';

interface DocumentFile {
  readonly file: string;
  readonly text: string;
}

interface DocumentState {
  readonly shown: DocumentFile | null;
  /** Resolved once the person has decided. `isOffered`: a notice tells of it first, since the person does something else. */
  show(document: DocumentFile, isOffered: boolean): Promise<void>;
  /** Null leaves the library as it is. */
  finish(release: Input<'release.create'> | null): Promise<void>;
}

export const documentStore = createDocumentStore(bridge);

function createDocumentStore(from: Bridge): StoreApi<DocumentState> {
  return createStore<DocumentState>((set) => {
    let decided = (): void => undefined;
    const close = (): void => {
      set({ shown: null });
      decided();
    };
    return {
      shown: null,
      show: (document, isOffered) =>
        new Promise((resolve) => {
          decided = resolve;
          if (!isOffered) return set({ shown: document });
          noticeOffer(`${document.file} is here`, 'Nothing was imported.', {
            label: 'Look at it…',
            take: () => set({ shown: document }),
            leave: resolve,
          });
        }),
      async finish(release) {
        if (release === null) return close();
        try {
          const { id } = await from.call('release.create', release);
          closeForm(close, () => navigate(`/release/${id}`));
          noticeDone('Imported', 'Say next on which hosts it runs, and how its steps are undone.');
        } catch (cause) {
          noticeFailure('The file was not imported', cause);
        }
      },
    };
  });
}
