/** Replies to the calls of the main process, each exactly once, until it is told to shut down; passes on that the workstation woke. */
import type { ProgramLog } from '#adapters/log/program-log.ts';
import type { EngineCommandName, Handlers } from '#contract/commands.ts';
import { type CommandError, CommandFailure, INTERNAL, type Reply } from '#contract/errors.ts';
import type { EnginePort } from '#contract/wire.ts';
import { faultOf } from '#core/diagnostics/fault.ts';
import { StoreFailure } from '#engine/ports.ts';

export interface Served {
  readonly handlers: Partial<Handlers<EngineCommandName>>;
  /** Replies to what has no handler; null where every command has one. */
  readonly refusal: CommandError | null;
  readonly log: ProgramLog;
  close(): Promise<void>;
  woke(): void;
}

export function serve(port: EnginePort, served: Served): void {
  port.on('message', ({ data }) => {
    if (data.kind === 'woke') return served.woke();
    if (data.kind === 'shutdown') {
      void served.close().finally(() => {
        served.log.add({ event: 'ended', exit: 0, ms: Math.round(performance.now()) });
        port.postMessage({ kind: 'closed' });
        setImmediate(() => process.exit(0));
      });
      return;
    }
    if (data.kind !== 'call') return;
    const { id, command, input } = data;
    const startMs = performance.now();
    void replyTo(served, command, input).then((reply) => {
      const code = reply.ok ? null : reply.error.code;
      served.log.add({ event: 'callReplied', command, code, ms: Math.round(performance.now() - startMs) });
      port.postMessage({ kind: 'reply', id, reply });
    });
  });
  if (served.refusal) port.postMessage({ kind: 'unable', error: served.refusal });
  else port.postMessage({ kind: 'ready' });
}

async function replyTo(
  { handlers, refusal, log }: Served,
  command: EngineCommandName,
  input: unknown,
): Promise<Reply<unknown>> {
  const handler = handlers[command] as ((input: unknown) => unknown) | undefined;
  if (!handler)
    return { ok: false, error: refusal ?? { code: 'invalid-input', message: 'There is no such command' } };
  try {
    return { ok: true, value: await handler(input) };
  } catch (error) {
    return { ok: false, error: describe(error, log) };
  }
}

function describe(error: unknown, log: ProgramLog): CommandError {
  if (error instanceof CommandFailure)
    return {
      code: error.code,
      message: error.message,
      ...(error.details === undefined ? {} : { details: error.details }),
    };
  if (error instanceof StoreFailure) return { code: 'store-failed', message: error.message };
  console.error(error);
  log.add({ event: 'fault', of: 'engine', fault: faultOf(error) });
  return { code: 'internal', message: INTERNAL };
}
