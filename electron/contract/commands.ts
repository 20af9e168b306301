/**
 * Every command between screen and engine, once: name → input schema and output type.
 * The API of the window, the handler tables and the bridge are mapped types over this.
 */
import type { z } from 'zod';
import { BACKOUT_COMMANDS } from './commands/backout.ts';
import { BUNDLE_COMMANDS } from './commands/bundles.ts';
import { DESKTOP_COMMANDS } from './commands/desktop.ts';
import { EVIDENCE_COMMANDS } from './commands/evidence.ts';
import { GATE_COMMANDS } from './commands/gate.ts';
import { LIBRARY_COMMANDS } from './commands/libraries.ts';
import { MESSAGE_COMMANDS } from './commands/messages.ts';
import { OUTPUT_COMMANDS } from './commands/output.ts';
import { RELEASE_HISTORY_COMMANDS } from './commands/release-history.ts';
import { RELEASE_COMMANDS } from './commands/releases.ts';
import { RUN_ANSWER_COMMANDS } from './commands/run-answers.ts';
import { RUN_RECORD_COMMANDS } from './commands/run-records.ts';
import { RUN_START_COMMANDS } from './commands/run-start.ts';
import { TRUST_COMMANDS } from './commands/trust.ts';
import { UPKEEP_COMMANDS } from './commands/upkeep.ts';
import { WORKSTATION_COMMANDS } from './commands/workstation.ts';

/** Carried out in the engine process. */
export const ENGINE_COMMANDS = {
  ...RELEASE_COMMANDS,
  ...RELEASE_HISTORY_COMMANDS,
  ...GATE_COMMANDS,
  ...BUNDLE_COMMANDS,
  ...RUN_START_COMMANDS,
  ...RUN_RECORD_COMMANDS,
  ...RUN_ANSWER_COMMANDS,
  ...MESSAGE_COMMANDS,
  ...OUTPUT_COMMANDS,
  ...BACKOUT_COMMANDS,
  ...EVIDENCE_COMMANDS,
  ...TRUST_COMMANDS,
  ...WORKSTATION_COMMANDS,
  ...UPKEEP_COMMANDS,
  ...LIBRARY_COMMANDS,
} as const;

export const COMMANDS = { ...ENGINE_COMMANDS, ...DESKTOP_COMMANDS };

export type EngineCommandName = keyof typeof ENGINE_COMMANDS;
export type DesktopCommandName = keyof typeof DESKTOP_COMMANDS;
export type CommandName = keyof typeof COMMANDS;
/** What a caller passes. */
export type Input<C extends CommandName> = z.input<(typeof COMMANDS)[C]['input']>;
/** What a handler receives. */
export type Parsed<C extends CommandName> = z.output<(typeof COMMANDS)[C]['input']>;
export type Output<C extends CommandName> =
  | NonNullable<(typeof COMMANDS)[C]['output']>
  | Extract<(typeof COMMANDS)[C]['output'], null>;

/** A table with one handler for each named command; a missing one does not compile. */
export type Handlers<C extends CommandName> = {
  readonly [K in C]: (input: Parsed<K>) => Promise<Output<K>> | Output<K>;
};
