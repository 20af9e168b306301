/** The help files that ship with the app, in the order of their names. */
const files: Record<string, string> = import.meta.glob('../../../resources/help/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export interface HelpPage {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export const HELP_PAGES: readonly HelpPage[] = Object.entries(files)
  .toSorted(([a], [b]) => a.localeCompare(b))
  .map(([path, text]) => ({ id: path, title: /^# (.+)$/m.exec(text)?.[1] ?? path, text }));
