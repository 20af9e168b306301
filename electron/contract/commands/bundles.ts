/** Bundles that come in, and the keys of people that decide about them. */
import { z } from 'zod';
import type { BundleReceipt } from '#core/bundle/receipt.ts';
import type { SigningKey } from '#core/signing/key.ts';
import { command, commandWithPath, nothing } from './fields.ts';

/** A key with what people compare. */
export interface ComparedKey extends SigningKey {
  readonly words: readonly string[];
}

const keyText = z.string().min(1).max(20_000);

export const BUNDLE_COMMANDS = {
  /** The path comes from the main process, never from the page. `shown`: the bundle that the person saw. */
  'bundle.import': commandWithPath(
    z.strictObject({ path: z.string(), shown: z.string().length(64), replace: z.boolean() }),
  ).gives<BundleReceipt>(),
  'keys.list': command(nothing).gives<readonly ComparedKey[]>(),
  /** What is to be compared before a key is trusted. */
  'keys.read': command(z.strictObject({ text: keyText })).gives<Pick<ComparedKey, 'id' | 'words'>>(),
  /** `words`: those that the person compared with what the owner read out. */
  'keys.trust': command(
    z.strictObject({
      text: keyText,
      name: z.string().min(1).max(200),
      words: z.array(z.string().max(20)).max(24),
    }),
  ).gives<null>(),
  'keys.revoke': command(
    z.strictObject({ id: z.string().length(16), why: z.string().trim().min(1).max(4000) }),
  ).gives<null>(),
} as const;
