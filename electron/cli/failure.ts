/** How a command ends without having done its work: one line on stderr, and an exit code. */
import { systemCode } from '#adapters/files/held.ts';
import { joinClauses } from '#core/words/text/sentence.ts';
import { type Failure, StoreFailure } from '#engine/ports.ts';
import { diary } from './diary.ts';
import { safe } from './terminal.ts';

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  waiting: 3,
  preflight: 4,
  unknown: 5,
  unverified: 6,
} as const;

export class CliFailure extends Error {
  override readonly name = 'CliFailure';
  readonly code: string;
  readonly exit: number;
  constructor(code: string, message: string, exit: number = exitOf(code)) {
    super(message);
    this.code = code;
    this.exit = exit;
  }
}

/** What was refused, with what to do next at a terminal. */
export function refusalOf({ code, message, next }: Failure, exit?: number): CliFailure {
  return new CliFailure(code, joinClauses([message, next?.terminal ?? '']), exit);
}

/** Unless the one who throws knows better. */
function exitOf(code: string): number {
  return code === 'unverified' ? EXIT.unverified : EXIT.usage;
}

/** `error: code: message`, in one line whatever the message holds. */
export function reportFailure(error: unknown): number {
  const failure = error instanceof CliFailure ? error : null;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${failure?.code ?? codeOf(error)}: ${safe(oneLine(message))}\n`);
  if (failure || !isBug(error)) return failure?.exit ?? EXIT.failed;
  const report = diary.crash(error);
  if (report !== null) process.stderr.write(`note: a report of this fault is in ${safe(report)}\n`);
  if (process.env['HOLDPOINT_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return EXIT.failed;
}

/** What the library and the disk refuse is told by its code and is no fault of the program. */
function isBug(error: unknown): boolean {
  return !(error instanceof StoreFailure) && systemCode(error) === null;
}

export function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, '; ');
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'internal';
}
