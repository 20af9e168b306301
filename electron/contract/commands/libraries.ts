/** Several libraries on one workstation, one for each site or customer. Each is opened by a program of its own. */
import { z } from 'zod';
import { command, id, nothing } from './fields.ts';

export const LIBRARY_COMMANDS = {
  /** What this library is called; empty for the one of the workstation that nobody has named. */
  'library.name': command(nothing).gives<{ readonly name: string }>(),
  'library.rename': command(z.strictObject({ name: z.string().max(60) })).gives<{ readonly name: string }>(),
} as const;

export interface ListedLibrary {
  /** Stands for its folder. */
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly openedAt: string;
  /** This window's. */
  readonly isHere: boolean;
  /** Its folder is there. */
  readonly isThere: boolean;
}

export const DESKTOP_LIBRARY_COMMANDS = {
  /** The one opened last comes first. */
  'desktop.libraries': command(nothing).gives<readonly ListedLibrary[]>(),
  /** Opens one of the list, or (null) one whose folder is asked for, in a window of its own; an empty folder becomes a library. Null when the person closes the dialog. */
  'desktop.openLibrary': command(z.strictObject({ id: id.nullable() })).gives<{
    readonly folder: string;
  } | null>(),
  /** Takes a library off the list; its folder stays as it is. */
  'desktop.forgetLibrary': command(z.strictObject({ id })).gives<null>(),
  /** A start without a word opens this library from now on. */
  'desktop.keepLibrary': command(nothing).gives<null>(),
} as const;
