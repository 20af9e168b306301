/** The one place where calls of the page come in. Nothing is thrown across; nothing unknown is passed on. */
import { z } from 'zod';
import { DESKTOP_COMMANDS } from '#contract/commands/desktop.ts';
import { COMMANDS, type CommandName, type DesktopCommandName, type Handlers } from '#contract/commands.ts';
import { CommandFailure, type ErrorCode, INTERNAL, type Reply } from '#contract/errors.ts';
import type { Engine } from '../engine-process.ts';

interface CallTargets {
  readonly engine: Pick<Engine, 'call'>;
  /** Of the window that calls; null for a caller that is none of ours. */
  readonly desktop: Handlers<DesktopCommandName> | null;
  /** Hears of what a handler threw and should not have. */
  readonly onFault: (error: unknown) => void;
}

/** Where a call came from, as far as it can be trusted. */
export interface CallSender {
  readonly isMainFrame: boolean;
  readonly isOurWindow: boolean;
  readonly origin: string;
}

export interface Call {
  readonly sender: CallSender;
  readonly command: unknown;
  readonly input: unknown;
  /** `dropped`: the preload's own channel, on which the page cannot call. The page's unless said. */
  readonly door?: 'page' | 'dropped';
}

/** Replies to one call of the page. */
export async function replyToCall(
  call: Call,
  appOrigin: string,
  targets: CallTargets,
): Promise<Reply<unknown>> {
  const { sender, command, input, door = 'page' } = call;
  const { engine, desktop } = targets;
  if (desktop === null || !sender.isOurWindow || !sender.isMainFrame || sender.origin !== appOrigin) {
    return failed('refused', 'Only the page of Holdpoint itself may call its commands');
  }
  if (!isCommand(command)) return failed('invalid-input', 'There is no such command');
  if (door === 'page' && !COMMANDS[command].isForPage)
    return failed('refused', `${command} is not for the page to call`);
  const parsed = COMMANDS[command].input.safeParse(input);
  if (!parsed.success)
    return failed('invalid-input', `${command}: ${z.prettifyError(parsed.error)}`, parsed.error.issues);
  return isDesktop(command)
    ? await handle(desktop[command] as Handler, parsed.data, targets.onFault)
    : await engine.call(command, parsed.data as never);
}

/** Every handler takes what its own schema gave; the compiler has checked the table, not this pair. */
type Handler = (input: unknown) => unknown;

async function handle(
  handler: Handler,
  input: unknown,
  onFault: CallTargets['onFault'],
): Promise<Reply<unknown>> {
  try {
    return { ok: true, value: await handler(input) };
  } catch (error) {
    if (error instanceof CommandFailure) return failed(error.code, error.message, error.details);
    onFault(error);
    return failed('internal', INTERNAL);
  }
}

function isCommand(command: unknown): command is CommandName {
  return typeof command === 'string' && Object.hasOwn(COMMANDS, command);
}

function isDesktop(command: CommandName): command is DesktopCommandName {
  return Object.hasOwn(DESKTOP_COMMANDS, command);
}

function failed(code: ErrorCode, message: string, details?: unknown): Reply<never> {
  return { ok: false, error: details === undefined ? { code, message } : { code, message, details } };
}
