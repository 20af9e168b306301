/** A bundle that came as a file: it is shown, and taken only where a person says so. */
import { createStore, type StoreApi } from 'zustand';
import { type Bridge, bridge } from '#bridge/bridge.ts';
import type { BundlePreview } from '#core/bundle/preview.ts';
import { noticeDone, noticeFailure, noticeOffer } from '#ui/notices.ts';
import { navigate } from './hash-location.ts';

interface BundleState {
  /** What a bundle would bring. */
  readonly shown: BundlePreview | null;
  /** Resolved once the person has decided. `isOffered`: a notice tells of it first, since the person does something else. */
  show(bundle: BundlePreview, isOffered: boolean): Promise<void>;
  /** False leaves the library as it is. */
  finish(isTaken: boolean): Promise<void>;
}

export const bundleStore = createBundleStore(bridge);

function createBundleStore(from: Bridge): StoreApi<BundleState> {
  return createStore<BundleState>((set, get) => {
    let decided = (): void => undefined;
    const close = (): void => {
      set({ shown: null });
      decided();
    };
    return {
      shown: null,
      show: (bundle, isOffered) =>
        new Promise((resolve) => {
          decided = resolve;
          if (!isOffered) return set({ shown: bundle });
          noticeOffer(`A bundle of ${bundle.release.name} is here`, 'Nothing was imported.', {
            label: 'Look at it…',
            take: () => set({ shown: bundle }),
            leave: resolve,
          });
        }),
      async finish(isTaken) {
        const bundle = get().shown;
        if (!isTaken || bundle === null) return close();
        try {
          const { sha256: shown, release, standing } = bundle;
          await from.call('desktop.finishBundle', { shown, replace: standing.kind === 'differs' });
          close();
          navigate(`/release/${release.id}`);
          offerReceipt(from, bundle);
        } catch (cause) {
          noticeFailure('The bundle was not imported', cause);
        }
      },
    };
  });
}

/** What the other workstation may want to know, by the way on which the bundle came. */
function offerReceipt(from: Bridge, { release }: BundlePreview): void {
  const save = async (): Promise<void> => {
    try {
      const saved = await from.call('desktop.saveReceipt', {});
      if (saved) noticeDone('Receipt saved', saved.path);
    } catch (cause) {
      noticeFailure('The receipt was not saved', cause);
    }
  };
  noticeOffer(
    `${release.name} ${release.version} is imported`,
    'A receipt tells the workstation that it came from.',
    { label: 'Save receipt…', take: () => void save() },
  );
}
