/** What is stored about backups, as it is read back. */
import { z } from 'zod';
import type { BackupFinding } from './backup.ts';

const place = { run: z.string().nullable(), seq: z.number() };
const ofEvent = { ...place, type: z.string() };

const changedHow = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['hash', 'not-first', 'opening']) }),
  z.object({ kind: z.literal('next'), next: z.number() }),
  z.object({ kind: z.literal('head'), name: z.string() }),
]);

const finding: z.ZodType<BackupFinding> = z.union([
  z.object({ ...ofEvent, code: z.literal('event-changed'), how: changedHow }),
  z.object({ ...ofEvent, code: z.literal('event-moved'), after: z.number() }),
  z.object({ ...ofEvent, code: z.literal('event-moved'), from: z.number() }),
  z.object({ ...ofEvent, code: z.enum(['event-doubled', 'order-changed']) }),
  z.object({ ...ofEvent, code: z.literal('event-added'), name: z.string() }),
  z.object({ ...place, code: z.literal('event-missing'), to: z.number() }),
  z.object({ ...place, code: z.literal('events-cut'), name: z.string(), head: z.number() }),
  z.object({ ...place, code: z.literal('event-strange') }),
  z.object({ run: z.null(), seq: z.null(), code: z.literal('database-damaged'), said: z.string() }),
]);

/** The JSON file beside a backup. */
export const backupNote = z.object({
  format: z.literal(1),
  reason: z.enum(['run', 'asked', 'schema', 'replaced']),
  at: z.iso.datetime(),
  bytes: z.number(),
  check: z.object({ at: z.string(), findings: z.array(finding) }).nullable(),
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

/** Least and most of each figure of the rules. */
export const BACKUP_RANGES = {
  everyHours: [0, 24 * 365],
  keepNewest: [1, 1000],
  keepDays: [0, 3650],
} as const;

const figure = ([least, most]: readonly [least: number, most: number]) => z.int().min(least).max(most);

export const backupSettings = z.strictObject({
  automatic: z.boolean(),
  everyHours: figure(BACKUP_RANGES.everyHours),
  keepNewest: figure(BACKUP_RANGES.keepNewest),
  keepDays: figure(BACKUP_RANGES.keepDays),
  folder: z.string().min(1).max(4096).nullable(),
});
