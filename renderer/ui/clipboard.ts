/** Puts text on the clipboard, which the page has no permission of its own for, and says so. */
import { noticeDone, noticeFailure } from './notices.ts';

let put: (text: string) => Promise<unknown> = () => Promise.reject(new Error('There is no clipboard'));

/** Called once, by whoever can reach the clipboard. */
export function connectClipboard(write: (text: string) => Promise<unknown>): void {
  put = write;
}

/** More is cut: a clipboard holds what a person can look at. */
const LONGEST = 1024 * 1024;
const CUT = 'It is too long for that: its first 1,048,576 characters are on the clipboard, the rest is not.';
/** As much of it stands in the notice. */
const SHOWN = 120;

/** `title` says what was copied: `Command copied`. */
export function copyText(text: string, title: string): void {
  put(text.slice(0, LONGEST)).then(
    () => noticeDone(title, text.length > LONGEST ? CUT : text.length > SHOWN ? '' : text),
    (cause: unknown) => noticeFailure('Not copied', cause),
  );
}
