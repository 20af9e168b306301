/** Whether the records are whole, and the documents that are made of them. */
import { z } from 'zod';
import type { PaperSize } from '#core/report/paper-size.ts';
import type { EvidenceFinding } from '#core/run/evidence.ts';
import { command, id, runId } from './fields.ts';

export const EVIDENCE_COMMANDS = {
  'evidence.verify': command(z.strictObject({ run: runId.nullable() })).gives<{
    readonly ok: boolean;
    readonly runs: number;
    readonly events: number;
    readonly findings: readonly EvidenceFinding[];
  }>(),
  /** Self-contained HTML of a document, for printing by the main process. */
  'document.render': command(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('report'), run: runId }),
      z.strictObject({
        kind: z.literal('runbook'),
        release: id,
        environment: id,
        /** A text of its history; left out: the one that is worked on. */
        number: z.int().positive().optional(),
      }),
    ]),
  ).gives<{
    readonly title: string;
    readonly html: string;
    readonly sha256: string;
    readonly paper: PaperSize;
  }>(),
} as const;
