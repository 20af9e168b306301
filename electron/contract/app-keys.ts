/** Which keys a person may give to a command, and how what is pressed is written. */
import { z } from 'zod';
import { APP_COMMAND_IDS, type AppCommandId, appCommand } from './app-commands.ts';

/** `Mod+Shift+N`, `Alt+ArrowLeft`, `F9`, `J`: the modifiers in this order, then one key. */
const KEYS = /^(Mod\+)?(Alt\+)?(Shift\+)?(F[1-9][0-9]?|Arrow(Left|Right|Up|Down)|Plus|Enter|[!-*,-`{-~])$/;

/** By command; null: it has none. What is missing has its usual keys. */
export const keyChanges = z.partialRecord(z.enum(APP_COMMAND_IDS), z.string().regex(KEYS).nullable());
export type KeyChanges = Readonly<z.output<typeof keyChanges>>;

/** The keys that a command has now. */
export function keysOf(id: AppCommandId, changes: KeyChanges): string | undefined {
  const changed = changes[id];
  return changed === undefined ? appCommand(id).keys : (changed ?? undefined);
}

interface KeysOfControl {
  readonly group: 'In a run' | 'In a release' | 'Everywhere';
  readonly does: string;
  readonly keys: string;
}

/** Keys of controls that are no commands of the program, and stay as they are. */
export const CONTROL_KEYS: readonly KeysOfControl[] = [
  { group: 'In a run', does: 'Move in the grid of hosts and steps', keys: 'ArrowLeft' },
  { group: 'In a release', does: 'Undo', keys: 'Mod+Z' },
  { group: 'In a release', does: 'Redo', keys: 'Mod+Shift+Z' },
  { group: 'In a release', does: 'Save now (changes are saved by themselves as well)', keys: 'Mod+S' },
  {
    group: 'In a release',
    does: 'Move the step or phase up, also into the phase above',
    keys: 'Alt+ArrowUp',
  },
  {
    group: 'In a release',
    does: 'Move the step or phase down, also into the phase below',
    keys: 'Alt+ArrowDown',
  },
  { group: 'In a release', does: 'Step or phase above, and below with ↓', keys: 'ArrowUp' },
  { group: 'In a release', does: 'Duplicate the step or phase', keys: 'Mod+D' },
  { group: 'In a release', does: 'Remove the step or phase; undo restores it', keys: 'Delete' },
  { group: 'In a release', does: 'Cut the step or phase, and paste it below another', keys: 'Mod+X' },
  { group: 'In a release', does: 'Find in the source, or in a long list', keys: 'Mod+F' },
  { group: 'In a release', does: 'Next problem in the source', keys: 'F8' },
  { group: 'Everywhere', does: 'Next control', keys: 'Tab' },
  { group: 'Everywhere', does: 'Previous control', keys: 'Shift+Tab' },
  { group: 'Everywhere', does: 'Close a dialog or panel', keys: 'Esc' },
];

/** What every program of a desktop does with these. */
const SYSTEM_KEYS: readonly string[] = [
  ...['A', 'C', 'V', 'X', 'Y', 'Q', 'W', 'M', 'H', 'R', 'Shift+I', 'Shift+R'].map((key) => `Mod+${key}`),
  ...['Enter', 'Shift+Enter', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'F10', 'F11'],
];

/** Why a command cannot have these keys, for a person; null: it can. */
export function keyProblem(id: AppCommandId, keys: string, changes: KeyChanges): string | null {
  if (!KEYS.test(keys)) return 'These keys cannot be used. Take a letter, a sign or a function key.';
  const control = CONTROL_KEYS.find((each) => each.keys === keys);
  if (control) return `These keys are for: ${control.does}.`;
  if (SYSTEM_KEYS.includes(keys)) return 'The desktop or every text field uses these keys.';
  if (/^Alt\+(Shift\+)?[A-Z]$/.test(keys)) return 'Alt with a letter opens a menu.';
  const other = APP_COMMAND_IDS.find(
    (each) => each !== id && [keysOf(each, changes), appCommand(each).also].includes(keys),
  );
  return other === undefined ? null : `These keys are for: ${appCommand(other).label.replace('…', '')}.`;
}

/** Whether they act while somebody is writing, or in front of a dialog. */
export function actWhileWriting(keys: string): boolean {
  return (keys.startsWith('Mod+') && keys !== 'Mod+Enter') || /^F\d/.test(keys);
}

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** As commands are written; null while only modifiers are down. A sign says by itself that Shift was needed for it. */
export function writeKeys({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string | null {
  if (['Control', 'Meta', 'Alt', 'AltGraph', 'Shift'].includes(key)) return null;
  const name = key === '+' ? 'Plus' : key.length === 1 ? key.toUpperCase() : key;
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase() && !/\d/.test(key);
  return [
    ...(ctrlKey || metaKey ? ['Mod'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(shiftKey && !isSign ? ['Shift'] : []),
    name,
  ].join('+');
}
