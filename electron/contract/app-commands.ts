/**
 * Everything that can be done by menu, key or palette, once. The menu bar, the palette, the keys and the list of keys are all
 * made from this table. What a page does is possible while that page has said so; what the window does always is.
 *
 * Keys: `Mod` is Control, on macOS Command. A bare letter or sign acts only while no text is being written.
 */

export type MenuName = 'file' | 'edit' | 'view' | 'run' | 'window' | 'help';

interface AppCommandRow {
  readonly menu: MenuName;
  readonly label: string;
  readonly keys?: string;
  /** Other keys for the same, which menus do not show. */
  readonly also?: string;
  /** Who carries it out; the page unless said. */
  readonly by?: 'window';
  /** A line stands above it in its menu. */
  readonly line?: true;
}

export const APP_COMMANDS = {
  'new-release': { menu: 'file', label: 'New release…', keys: 'Mod+N' },
  import: { menu: 'file', label: 'Import release…', keys: 'Mod+O' },
  'save-release': { menu: 'file', label: 'Save release as a file…', keys: 'Mod+Shift+S', line: true },
  'save-bundle': { menu: 'file', label: 'Save release as a bundle…' },
  'save-pdf': { menu: 'file', label: 'Save as PDF…' },
  print: { menu: 'file', label: 'Print…', keys: 'Mod+Shift+P' },
  settings: { menu: 'file', label: 'Settings', keys: 'Mod+,', line: true },
  'open-library': { menu: 'file', label: 'Open library…', line: true },
  libraries: { menu: 'file', label: 'Libraries' },
  backups: { menu: 'file', label: 'Backups' },
  pin: { menu: 'file', label: 'Pin to the top, or unpin', line: true },

  'copy-id': { menu: 'edit', label: 'Copy ID', line: true },
  'copy-link': { menu: 'edit', label: 'Copy link', keys: 'Mod+Shift+C' },
  'new-steps': { menu: 'edit', label: 'Type new steps', keys: 'N', line: true },

  palette: { menu: 'view', label: 'Search or command…', keys: 'Mod+K' },
  'quick-open': { menu: 'view', label: 'Quick open…', keys: 'Mod+P' },
  library: { menu: 'view', label: 'Library', keys: 'Mod+1', line: true },
  runs: { menu: 'view', label: 'Runs', keys: 'Mod+2' },
  hosts: { menu: 'view', label: 'Hosts and trust', keys: 'Mod+3' },
  credentials: { menu: 'view', label: 'Credentials', keys: 'Mod+4' },
  back: { menu: 'view', label: 'Back', keys: 'Alt+ArrowLeft', line: true },
  forward: { menu: 'view', label: 'Forward', keys: 'Alt+ArrowRight' },
  appearance: { menu: 'view', label: 'Light or dark appearance', line: true },
  'zoom-in': { menu: 'view', label: 'Zoom in', keys: 'Mod+Plus', also: 'Mod+=', by: 'window' },
  'zoom-out': { menu: 'view', label: 'Zoom out', keys: 'Mod+-', by: 'window' },
  'zoom-reset': { menu: 'view', label: 'Actual size', keys: 'Mod+0', by: 'window' },

  start: { menu: 'run', label: 'Start a run…', keys: 'Mod+Enter' },
  decision: { menu: 'run', label: 'Go to the decision', keys: 'D', line: true },
  pause: { menu: 'run', label: 'Pause or continue…', keys: 'P' },
  note: { menu: 'run', label: 'Add a note…', keys: 'A' },
  defect: { menu: 'run', label: 'Log a defect…', keys: 'B' },
  paper: { menu: 'run', label: 'Record steps done on paper…', keys: 'E' },
  exclude: { menu: 'run', label: 'Exclude host, or include it again…', keys: 'X' },
  stop: { menu: 'run', label: 'Stop run…', keys: 'S' },
  'back-out': { menu: 'run', label: 'Back out…' },
  'next-step': { menu: 'run', label: 'Next step', keys: 'J', line: true },
  'previous-step': { menu: 'run', label: 'Previous step', keys: 'K' },
  follow: { menu: 'run', label: 'Follow the output, or not', keys: 'F' },
  wrap: { menu: 'run', label: 'Wrap long lines, or not', keys: 'W' },
  'search-output': { menu: 'run', label: 'Search the output', keys: '/' },

  'new-window': { menu: 'window', label: 'New window', keys: 'Mod+Shift+N', by: 'window' },
  'own-window': {
    menu: 'window',
    label: 'Open this page in a new window',
    keys: 'Mod+Shift+O',
  },

  help: { menu: 'help', label: 'Help', keys: 'F1' },
  keys: { menu: 'help', label: 'Keyboard shortcuts', keys: '?' },
  diagnostics: { menu: 'help', label: 'Diagnostics', line: true },
  about: { menu: 'help', label: 'About Holdpoint', line: true },
} as const satisfies Readonly<Record<string, AppCommandRow>>;

export type AppCommandId = keyof typeof APP_COMMANDS;
export type AppCommand = AppCommandRow;

export const APP_COMMAND_IDS = Object.keys(APP_COMMANDS) as readonly AppCommandId[];

export function appCommand(id: AppCommandId): AppCommand {
  return APP_COMMANDS[id];
}

/** Keys that act only while no text is being written: a menu shows them and does not take them. */
export function isBareKey(keys: string): boolean {
  return keys.length === 1;
}

/** As Electron writes it in a menu. */
export function acceleratorOf(keys: string): string {
  return keys.replace('Mod', 'CmdOrCtrl').replace('Arrow', '');
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Plus: '+',
  '-': '−',
};

/** For people: `['Ctrl', 'Shift', 'N']`. */
export function labelKeys(keys: string, isMac: boolean): readonly string[] {
  return keys.split('+').map((key) => (key === 'Mod' ? (isMac ? 'Cmd' : 'Ctrl') : (SIGNS[key] ?? key)));
}
