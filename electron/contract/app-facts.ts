import type { OpeningFinding } from '#core/run/evidence.ts';

/** What the app says of itself. */

export interface AppFacts {
  readonly version: string;
  readonly runtime: string;
  readonly dataFolder: string;
  readonly readOnly: string | null;
  /** What speaks against the place where the library lies, in words. */
  readonly caution: string | null;
  /** Folder of the library that was open last and is not there, so that the workstation's own is open; null: none is missed. */
  readonly absentLibrary: string | null;
  /** Why the newest run has no backup behind it, in words; null: it has one, or none was due. */
  readonly backupFailure: BackupFailureTold | null;
  /** What was found to be missing or damaged when the library was opened, in words. */
  readonly losses: readonly OpeningFinding[];
  readonly platform: string;
  readonly operator: string;
}

export interface BackupFailureTold {
  /** When it was tried, ISO 8601. */
  readonly at: string;
  readonly message: string;
}

/** What Holdpoint is made of, itself first. */
export interface AppParts {
  readonly parts: readonly AppPart[];
  /** Where the runtime lies, with the licences that it brings itself. */
  readonly runtimeFolder: string;
}

export interface AppPart {
  readonly name: string;
  readonly version: string;
  /** By its short name, as `MIT`. */
  readonly licence: string;
  /** Empty where the part carries none. */
  readonly text: string;
}
