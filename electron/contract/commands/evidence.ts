/** Whether the records are whole, and the documents that are made of them. */
import { z } from 'zod';
import { EVIDENCE_FORMAT, TEXT_FORMATS } from '#core/report/document-format.ts';
import type { PaperSize } from '#core/report/paper-size.ts';
import type { EvidenceFinding } from '#core/run/evidence.ts';
import { printable } from '../printable.ts';
import { command, runId } from './fields.ts';

export const EVIDENCE_COMMANDS = {
  'evidence.verify': command(z.strictObject({ run: runId.nullable() })).gives<{
    readonly ok: boolean;
    readonly runs: number;
    readonly events: number;
    readonly findings: readonly EvidenceFinding[];
  }>(),
  /** A document as text; `evidence` is for the report of a run alone, and a handover has no CSV. Its HTML is self-contained: the main process prints it, and a page shows it. */
  'document.write': command(
    z.strictObject({ printable, format: z.enum([...TEXT_FORMATS, EVIDENCE_FORMAT]) }),
  ).gives<{
    readonly title: string;
    readonly text: string;
    /** What HTML is laid out for. */
    readonly paper: PaperSize;
  }>(),
} as const;
