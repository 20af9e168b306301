/** The app on this workstation: practice hosts, settings, facts. */
import { z } from 'zod';
import { PAPER_SIZES, type PaperSize } from '#core/report/paper-size.ts';
import { CLOCK_ZONES, type ClockZone } from '#core/words/figures/format-time.ts';
import type { AppFacts, AppParts } from '../app-facts.ts';
import { type KeyChanges, keyChanges } from '../app-keys.ts';
import { THEMES, type Theme } from '../themes.ts';
import { command, nothing } from './fields.ts';

export interface PracticeState {
  readonly running: boolean;
  readonly hosts: readonly { readonly name: string; readonly address: string; readonly port: number }[];
  readonly folder: string | null;
  /** What cannot be rehearsed on them here, in sentences. */
  readonly limits: string | null;
}

export interface Settings {
  readonly operator: string;
  readonly theme: Theme;
  /** Paths of known_hosts files that are read besides the accepted keys. */
  readonly knownHosts: readonly string[];
  /** How long each part of connecting to a host may take; null: as long as is usual for each. */
  readonly connectTimeoutSeconds: number | null;
  /** Notifications of the desktop when a run wants a person or ends and nobody looks. */
  readonly notify: boolean;
  /** A sign in the tray; with it Holdpoint stays when its last window closes. */
  readonly tray: boolean;
  /** In which zone clock times are shown and printed. */
  readonly clock: ClockZone;
  /** What documents are laid out for. */
  readonly paper: PaperSize;
  /** Keys of commands that a person has changed. */
  readonly keys: KeyChanges;
}

export const WORKSTATION_COMMANDS = {
  'practice.start': command(nothing).gives<PracticeState>(),
  'practice.stop': command(nothing).gives<PracticeState>(),
  'practice.state': command(nothing).gives<PracticeState>(),
  'settings.read': command(nothing).gives<Settings>(),
  'settings.write': command(
    z.strictObject({
      operator: z.string().max(200),
      theme: z.enum(THEMES),
      knownHosts: z.array(z.string().max(4096)),
      connectTimeoutSeconds: z.int().min(1).max(600).nullable(),
      notify: z.boolean(),
      tray: z.boolean(),
      clock: z.enum(CLOCK_ZONES),
      paper: z.enum(PAPER_SIZES),
      keys: keyChanges,
    }),
  ).gives<Settings>(),
  'app.facts': command(nothing).gives<AppFacts>(),
  'app.parts': command(nothing).gives<AppParts>(),
} as const;
