/** Answers the calls of the main process, each exactly once, until it is told to shut down; passes on that the workstation woke. */
import type { EngineCommandName, Handlers } from '#contract/commands.ts';
import { type Answered, type CommandError, CommandFailure } from '#contract/errors.ts';
import type { EnginePort } from '#contract/wire.ts';
import { StoreFailure } from '#engine/ports.ts';

/** With an error in place of handlers every call is answered by it. */
export function serve(
  port: EnginePort,
  work: Handlers<EngineCommandName> | CommandError,
  life: { close(): Promise<void>; woke(): void },
): void {
  port.on('message', ({ data }) => {
    if (data.kind === 'woke') return life.woke();
    if (data.kind === 'shutdown') {
      void life.close().finally(() => {
        port.postMessage({ kind: 'closed' });
        setImmediate(() => process.exit(0));
      });
      return;
    }
    const { id, command, input } = data;
    void answer(work, command, input).then((answered) =>
      port.postMessage({ kind: 'answer', id, answer: answered }),
    );
  });
  if (isError(work)) port.postMessage({ kind: 'unable', error: work });
  else port.postMessage({ kind: 'ready' });
}

function isError(work: Handlers<EngineCommandName> | CommandError): work is CommandError {
  return 'code' in work && typeof work.code === 'string';
}

async function answer(
  work: Handlers<EngineCommandName> | CommandError,
  command: EngineCommandName,
  input: unknown,
): Promise<Answered<unknown>> {
  if (isError(work)) return { ok: false, error: work };
  try {
    const handler = work[command] as (input: unknown) => unknown;
    return { ok: true, value: await handler(input) };
  } catch (error) {
    return { ok: false, error: describe(error) };
  }
}

function describe(error: unknown): CommandError {
  if (error instanceof CommandFailure)
    return {
      code: error.code,
      message: error.message,
      ...(error.details === undefined ? {} : { details: error.details }),
    };
  if (error instanceof StoreFailure) return { code: 'store-failed', message: error.message };
  console.error(error);
  return { code: 'internal', message: 'Something in Holdpoint itself went wrong; the terminal shows what' };
}
