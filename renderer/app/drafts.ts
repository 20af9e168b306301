/** Drafts of forms are kept, and the clipboard is written, by the program behind the page. */
import { bridge } from '#bridge/bridge.ts';
import { connectClipboard } from '#ui/clipboard.ts';
import { connectDrafts } from '#ui/form/drafts.ts';

/** A page is drawn after it: a form takes up what was typed into it when it appears, and not later. */
export async function connectToProgram(): Promise<void> {
  connectClipboard((text) => bridge.call('desktop.copy', { text }));
  try {
    connectDrafts(await bridge.call('desktop.typed', {}), {
      keep: ({ place, title, value }) => bridge.call('desktop.keepTyped', { place, title, value }),
      forget: (place) => bridge.call('desktop.forgetTyped', { place }),
    });
  } catch {
    // Where they cannot be read, forms begin with what is saved.
  }
}
