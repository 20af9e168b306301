/** What is stored about backups, as it is read back. */
import { z } from 'zod';

/** The JSON file beside a backup. */
export const backupNote = z.object({
  format: z.literal(1),
  reason: z.enum(['run', 'asked', 'schema', 'replaced']),
  at: z.iso.datetime(),
  bytes: z.number(),
  check: z.object({ at: z.string(), findings: z.array(z.string()) }).nullable(),
  contents: z
    .object({
      library: z.string(),
      seq: z.number(),
      hash: z.string(),
      runs: z.number(),
      sha256: z.string(),
      program: z.string(),
    })
    .nullable(),
});
export type BackupNote = z.output<typeof backupNote>;

export const backupSettings = z.strictObject({
  automatic: z.boolean(),
  everyHours: z
    .int()
    .min(0)
    .max(24 * 365),
  keepNewest: z.int().min(1).max(1000),
  keepDays: z.int().min(0).max(3650),
  folder: z.string().min(1).max(4096).nullable(),
});
