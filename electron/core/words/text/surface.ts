/** Where words are read: what to do next is said as it is done there, by a command and its options or by a button and a page. */
type Surface = 'terminal' | 'app';

let surface: Surface = 'terminal';

/** For this process, from now on; before anything is said. */
export function speakIn(wanted: Surface): void {
  surface = wanted;
}

/** The way that the reader has. */
export function wayIn(ways: Readonly<Record<Surface, string>>): string {
  return ways[surface];
}

/** The command or option behind what it does, in brackets; the app has a button for it. */
export function byCommand(command: string): string {
  return wayIn({ terminal: ` (${command})`, app: '' });
}

/** Behind a command that the app has no button for. */
export function inTerminal(): string {
  return wayIn({ terminal: '', app: ' in a terminal' });
}
