/** What becomes of a file whose release the library has with another text. */
import { z } from 'zod';
import type { ImportAs } from '#core/release/import.ts';

export const importAs = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ask') }),
  z.strictObject({ kind: z.literal('revision') }),
  z.strictObject({
    kind: z.literal('release'),
    id: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/)
      .max(200),
  }),
]) satisfies z.ZodType<ImportAs>;
