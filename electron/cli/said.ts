/** What an answers file may say to a question. */
import { z } from 'zod';

const word = z.enum([
  'done',
  'retry',
  'exclude',
  'continue',
  'begin',
  'begin_rest',
  'stop',
  'recheck',
  'check',
  'success',
  'back_out',
]);
export const said = z.union([
  word,
  z.strictObject({ items: z.union([z.literal('all'), z.array(z.string())]), note: z.string().optional() }),
  z.strictObject({ released_by: z.array(z.string()).min(1), note: z.string().optional() }),
  z.strictObject({ skip: z.string().min(1) }),
  z.strictObject({ settle: z.enum(['done', 'failed', 'not_run']), note: z.string().min(1) }),
  z.strictObject({ leave: z.string().min(1) }),
]);
export type Said = z.output<typeof said>;
