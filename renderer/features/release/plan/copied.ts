/** What was cut or copied of a plan last in this window, for menus: only keys reach the clipboard itself. */
import { createStore, useStore } from 'zustand';

const copiedStore = createStore<{ readonly text: string }>(() => ({ text: '' }));

export function noteCopied(text: string): void {
  copiedStore.setState({ text });
}

export function useCopied(): string {
  return useStore(copiedStore, ({ text }) => text);
}
