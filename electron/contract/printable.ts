/** What can be written or printed, and as what. */
import { z } from 'zod';
import { RELEASE_DOCUMENT_NAMES } from '#core/report/release-document.ts';
import { RUN_DOCUMENT_NAMES } from '#core/report/run-document.ts';
import { id, runId } from './commands/fields.ts';

export const printable = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run'), document: z.enum(RUN_DOCUMENT_NAMES), run: runId }),
  z.strictObject({
    kind: z.literal('release'),
    document: z.enum(RELEASE_DOCUMENT_NAMES),
    release: id,
    environment: id,
    /** A text of its history; left out: the one that is worked on. */
    number: z.int().positive().optional(),
  }),
]);

export type Printable = z.infer<typeof printable>;
