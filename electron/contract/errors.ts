import { REFUSAL_CODES } from '#core/run/refusal-codes.ts';

/** The closed set of failures that a command may reply with. `details` is plain JSON and never holds a secret. */
export const ERROR_CODES = [
  'invalid-input',
  'not-found',
  'conflict',
  'refused',
  'file-unreadable',
  'release-invalid',
  'store-failed',
  'loss-unread',
  'engine-gone',
  'cancelled',
  'internal',
  ...REFUSAL_CODES,
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export function isErrorCode(code: string): code is ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(code);
}

export interface CommandError {
  readonly code: ErrorCode;
  /** For a person: cause and next step. */
  readonly message: string;
  readonly details?: unknown;
}

export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: CommandError };

/** What the details of a refusal may hold, so that a page shows where it applies and what to do. */
export interface RefusalDetails {
  readonly problems?: readonly {
    readonly message: string;
    readonly step: string | null;
    readonly host: string | null;
  }[];
  /** A sentence without its stop. */
  readonly next?: string;
}

/** What is told of a fault of Holdpoint's own, which its log holds. */
export const INTERNAL =
  'Holdpoint ran into an internal error. Its log says where: open Diagnostics and save the report for whoever looks into it';

export const BACKUP_GONE = 'This backup is no longer there. Open Backups again to see which ones are.';

/** Thrown inside handlers to reply with a code; turned into data at the boundary. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: ErrorCode;
  readonly details: unknown;
  constructor(code: ErrorCode, message: string, details?: unknown) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
