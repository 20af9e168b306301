import type { EngineCommandName, Output, Parsed } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { Engine } from '../engine-process.ts';

/** Calls the engine from inside a handler; its failure becomes the handler's. */
export async function askEngine<C extends EngineCommandName>(
  engine: Engine,
  command: C,
  input: Parsed<C>,
): Promise<Output<C>> {
  const reply = await engine.call(command, input);
  if (reply.ok) return reply.value;
  throw new CommandFailure(reply.error.code, reply.error.message, reply.error.details);
}
