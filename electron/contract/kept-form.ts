/** What stood in a form that was not saved yet, kept so that a kill does not take it. */
import { z } from 'zod';

/** Which form of which thing. */
export const formPlace = z.string().min(1).max(1000);

export const formContents = z.strictObject({
  place: formPlace,
  title: z.string().max(200),
  /** All that the form holds, as JSON. */
  value: z.string().max(1024 * 1024),
});

export const keptForm = z.strictObject({ ...formContents.shape, at: z.iso.datetime() });

export type KeptForm = z.output<typeof keptForm>;
