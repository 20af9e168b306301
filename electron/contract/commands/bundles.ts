/** Bundles that go out and come in, and the keys of people that sign them and decide about them. */
import { z } from 'zod';
import type { BundleReceipt } from '#core/bundle/receipt.ts';
import type { SigningKey } from '#core/signing/key.ts';
import { command, commandWithPath, id, nothing, passphrase } from './fields.ts';

/** A key with what people compare. */
export interface ComparedKey extends SigningKey {
  readonly words: readonly string[];
}

/** Never its name or a file: those are for the terminal. */
const keyId = z.string().regex(/^[0-9A-F]{16}$/);

/** What goes into a bundle, and who signs it. The passphrase opens the key once and is kept nowhere. */
export const bundleWish = {
  release: id,
  signer: keyId,
  passphrase,
  withHostKeys: z.boolean(),
  withApprovals: z.boolean(),
};

/** A bundle that was written. */
export interface SavedBundle {
  /** Files that only a run can name, and that are not in it. */
  readonly unknown: readonly string[];
}

const keyText = z.string().min(1).max(20_000);

export const BUNDLE_COMMANDS = {
  /** The path comes from the main process, never from the page. */
  'bundle.make': commandWithPath(z.strictObject({ path: z.string(), ...bundleWish })).gives<SavedBundle>(),
  /** The path likewise. `shown`: the bundle that the person saw. */
  'bundle.import': commandWithPath(
    z.strictObject({ path: z.string(), shown: z.string().length(64), replace: z.boolean() }),
  ).gives<BundleReceipt>(),
  'keys.list': command(nothing).gives<readonly ComparedKey[]>(),
  /** Those that sign here: the secret half is on this workstation, and nobody revoked them. */
  'keys.signers': command(nothing).gives<readonly ComparedKey[]>(),
  /** A new key for the person of this name, under the passphrase. */
  'keys.make': command(
    z.strictObject({ name: z.string().trim().min(1).max(200), passphrase }),
  ).gives<ComparedKey>(),
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
