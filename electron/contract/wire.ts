/**
 * What the main process and the engine process say to each other, as structured clones over the engine's parent port.
 * The engine sends `ready` once its library is open (or `unable` when it cannot be), replies to every `call` exactly once and
 * in any order, and sends `closed` as its last word after `shutdown`.
 */
import type { KeychainFault } from '#core/run/workstation-faults.ts';
import type { News } from './api.ts';
import type { EngineCommandName } from './commands.ts';
import type { CommandError, Reply } from './errors.ts';

export type KeychainFound =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly error: KeychainFault };

/** From the main process to the engine. */
export type ToEngine =
  /** `input` was parsed by the command's schema. */
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly command: EngineCommandName;
      readonly input: unknown;
    }
  /** What the keychain of the operating system says of an entry. */
  | { readonly kind: 'keychainRead'; readonly id: number; readonly found: KeychainFound }
  /** The workstation was asleep: connections that did not outlive it are given up now, not when their patience ends. */
  | { readonly kind: 'woke' }
  /** Stop taking calls, finish writing, close the library and end. Steps running on hosts are left alone. */
  | { readonly kind: 'shutdown' };

/** From the engine to the main process. */
export type FromEngine =
  | { readonly kind: 'ready' }
  /** The engine cannot work, and why; it replies to every call with this error. */
  | { readonly kind: 'unable'; readonly error: CommandError }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply<unknown> }
  | { readonly kind: 'news'; readonly news: News }
  /** Wants the value of an entry, which only the main process can have decrypted. */
  | { readonly kind: 'readKeychain'; readonly id: number; readonly entry: string }
  | { readonly kind: 'closed' };

/** The engine's side of the wire: Electron's `process.parentPort`, as far as it is used. */
export interface EnginePort {
  on(event: 'message', listener: (message: { readonly data: ToEngine }) => void): unknown;
  postMessage(message: FromEngine): void;
}

/** Environment variables by which the engine process learns what it runs in. The rest of the environment passes through. */
export const ENGINE_ENV = {
  /** Version of Holdpoint. */
  version: 'HOLDPOINT_APP_VERSION',
  /** Runtime in words: `Electron 45.4.1`. */
  runtime: 'HOLDPOINT_RUNTIME',
  /** Folder of the library; unset: the default of the platform. */
  data: 'HOLDPOINT_DATA',
  /** Folder of the library that would have been opened again, and is not there; unset: none is missed. */
  absent: 'HOLDPOINT_ABSENT_LIBRARY',
  /** Path of a native binding of better-sqlite3 made for this runtime. */
  sqliteBinding: 'HOLDPOINT_SQLITE_BINDING',
} as const;

/** Exit code of an engine that has left a report of why it ended. */
export const REPORTED_EXIT = 70;

/** How long the main process waits for `closed` before it ends the engine. */
export const SHUTDOWN_MS = 5000;
