/** What the hosts printed. */
import { z } from 'zod';
import type { OutputCut } from '#core/run/events.ts';
import type { MergedMatches, MergedPart } from '#core/run/merged-output.ts';
import { command, commandWithPath, id, runId } from './fields.ts';

const outputRef = {
  run: runId,
  step: id,
  host: id.nullable(),
  attempt: z.int().min(1),
  stream: z.enum(['stdout', 'stderr']),
};

const merged = { run: runId, step: id.nullable() };
const place = z.strictObject({
  at: z.string().max(40),
  output: z.int(),
  stream: z.enum(['stdout', 'stderr']),
  offset: z.int().min(0),
});

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
  /** What all hosts of a step, or of the run (`step` is null), printed, before a place or up to its end. */
  'output.merged': command(z.strictObject({ ...merged, before: place.nullable() })).gives<MergedPart>(),
  'output.searchMerged': command(
    z.strictObject({ ...merged, text: z.string().min(1).max(500) }),
  ).gives<MergedMatches>(),
  /** All of it into a file; the page asks for `desktop.saveOutput`. */
  'output.saveMerged': commandWithPath(
    z.strictObject({ ...merged, withTimes: z.boolean(), path: z.string() }),
  ).gives<null>(),
  'output.search': command(z.strictObject({ ...outputRef, text: z.string().min(1).max(500) })).gives<
    readonly { readonly offset: number; readonly line: number }[]
  >(),
} as const;
