import { clipboard } from 'electron';
import type { Handlers } from '#contract/commands.ts';

/** The page has no permission of its own to write to the clipboard. */
export const clipboardHandlers: Handlers<'desktop.copy'> = {
  'desktop.copy': ({ text }) => {
    clipboard.writeText(text);
    return null;
  },
};
