/** Drafts of forms are kept by the program behind the page. */
import { bridge } from '#bridge/bridge.ts';
import { connectDrafts } from '#ui/form/drafts.ts';

export function connectToProgram(): void {
  // Where they cannot be read, forms begin with what is saved.
  bridge.call('desktop.typed', {}).then(
    (kept) =>
      connectDrafts(kept, {
        keep: ({ place, title, value }) => bridge.call('desktop.keepTyped', { place, title, value }),
        forget: (place) => bridge.call('desktop.forgetTyped', { place }),
      }),
    () => undefined,
  );
}
