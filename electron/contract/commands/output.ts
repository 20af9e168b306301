/** What the hosts printed. */
import { z } from 'zod';
import type { OutputCut } from '#core/run/events.ts';
import { command, id, runId } from './fields.ts';

const outputRef = {
  run: runId,
  step: id,
  host: id.nullable(),
  attempt: z.int().min(1),
  stream: z.enum(['stdout', 'stderr']),
};

export interface OutputSlice {
  /** Base64 of the stored bytes from `from`. */
  readonly bytes: string;
  readonly from: number;
  /** Bytes stored so far. */
  readonly total: number;
  /** What of an attempt that has ended is not kept; null: all is. */
  readonly cut: OutputCut | null;
}

export const OUTPUT_COMMANDS = {
  'output.read': command(
    z.strictObject({
      ...outputRef,
      from: z.int().min(0),
      limit: z
        .int()
        .min(1)
        .max(1024 * 1024),
    }),
  ).gives<OutputSlice>(),
  /** Whether what is stored of an attempt that has ended is what its run's log says of it. */
  'output.check': command(
    z.strictObject({ run: runId, step: id, host: id.nullable(), attempt: z.int().min(1) }),
  ).gives<{
    /** In words; null: it is, or the attempt has not ended. */
    readonly unsound: string | null;
  }>(),
  'output.search': command(z.strictObject({ ...outputRef, text: z.string().min(1).max(500) })).gives<
    readonly { readonly offset: number; readonly line: number }[]
  >(),
} as const;
