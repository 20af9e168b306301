import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** What travels back: which bundle came in where, and which event of the library's own log tells of it. */
export const RECEIPT = z.strictObject({
  'holdpoint-receipt': z.literal(1),
  bundle: z.string().max(100),
  /** SHA-256 of the manifest of the bundle. */
  manifest: hash,
  release: z.string().max(200),
  revision: hash,
  /** Id of the library that took it. */
  library: z.string().max(100),
  by: z.string().max(200),
  at: z.iso.datetime(),
  event: z.strictObject({ seq: z.int().positive(), hash }),
});

export type BundleReceipt = z.infer<typeof RECEIPT>;
