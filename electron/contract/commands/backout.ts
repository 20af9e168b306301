/** What a backout would do, and its start. */
import { z } from 'zod';
import type { Backout } from '#core/backout/backout.ts';
import type { Concern } from '#core/backout/concerns.ts';
import type { RunId } from '#core/run/events.ts';
import { command, person, runId, stepByStep, waitForHosts } from './fields.ts';

const struck = z.array(z.strictObject({ unit: z.string(), reason: z.string().min(1) }));

/** What a backout would do, and what has to be acknowledged before it starts. */
export interface ShownBackout {
  readonly backout: Backout;
  readonly concerns: readonly Concern[];
  /** Names exactly this list. */
  readonly list: string;
  /** Backouts of the deployment that are not at their end: they come first. */
  readonly open: readonly RunId[];
}

export const BACKOUT_COMMANDS = {
  'backout.compute': command(
    z.strictObject({ run: runId, limit: z.string().max(1000).nullable(), struck }),
  ).gives<ShownBackout>(),
  'backout.start': command(
    z.strictObject({
      run: runId,
      limit: z.string().max(1000).nullable(),
      struck,
      /** The list that was seen, and the keys of the concerns that were acknowledged. */
      list: z.string().max(200),
      acknowledged: z.array(z.string().max(1000)).max(10_000),
      operator: person,
      waitForHosts,
      stepByStep,
    }),
  ).gives<{ readonly run: RunId }>(),
} as const;
