/**
 * Opens a bundle. Sizes come first, then the signature over the bytes of the manifest; only a manifest that a trusted key signed is
 * parsed, and then all else is held against it.
 */
import { type Archive, type ArchiveEntry, openArchive } from '#adapters/bundle/archive.ts';
import { systemCode } from '#adapters/files/held.ts';
import { isSignatureOf, readPublicKey, readSignature } from '#adapters/signing/minisign.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { type BundleFault, BundleRefused } from '#core/bundle/faults.ts';
import {
  BUNDLE_LIMITS,
  MANIFEST,
  MANIFEST_NAME,
  type Manifest,
  membersOf,
  signatureName,
} from '#core/bundle/manifest.ts';
import { canonicalJson } from '#core/canonical-json.ts';
import type { SigningKey } from '#core/signing/key.ts';
import { type Result, UnreadableFile } from '#engine/ports.ts';

/** By which a bundle is judged. */
export interface BundleJudge {
  readonly keys: readonly SigningKey[];
  readonly now: Date;
  /** Of this program. */
  readonly version: string;
}

export interface HeldSignature {
  readonly id: string;
  /** As it stands in the file. */
  readonly text: Buffer;
}

export interface BundleSignature {
  readonly id: string;
  /** Null: nobody here knows this key, and nothing is known of the signature. */
  readonly key: SigningKey | null;
}

export interface ReadBundle {
  readonly manifest: Manifest;
  /** SHA-256 of its bytes: names this very bundle. */
  readonly sha256: string;
  readonly signatures: readonly BundleSignature[];
  readonly entries: ReadonlyMap<string, ArchiveEntry>;
  readonly archive: Archive;
}

/** Does the work with the open file and closes it; whatever refuses the bundle in between is the result. */
export async function withBundle<T>(
  path: string,
  judge: BundleJudge,
  work: (bundle: ReadBundle) => Promise<T>,
): Promise<Result<T, BundleFault>> {
  return refusing(async () => {
    const archive = await openArchive(path);
    try {
      return await work(await readBundle(archive, judge));
    } finally {
      await archive.close();
    }
  });
}

/** What reading a bundle, or what lies in it, refuses. */
export async function refusing<T>(
  work: () => Promise<T>,
  whyNot: (error: unknown) => string = whyNotRead,
): Promise<Result<T, BundleFault>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof BundleRefused) return { ok: false, error: error.fault };
    if (error instanceof UnreadableFile)
      return { ok: false, error: { kind: 'bundle-unreadable', why: error.message } };
    if (systemCode(error) === null) throw error;
    return { ok: false, error: { kind: 'bundle-unreadable', why: whyNot(error) } };
  }
}

function whyNotRead(error: unknown): string {
  const code = systemCode(error);
  return code === 'ENOENT' ? 'there is no such file' : `the system says ${code}`;
}

async function readBundle(archive: Archive, judge: BundleJudge): Promise<ReadBundle> {
  const { bytes, held, next } = await readFront(archive);
  const signatures = judgeSignatures(bytes, held, judge.keys);
  const manifest = readManifest(bytes);
  judgeManifest(manifest, judge);
  const entries = await readMembers(archive, manifest, next);
  return { manifest, sha256: sha256(bytes), signatures, entries, archive };
}

interface Front {
  /** Of the manifest. */
  readonly bytes: Buffer;
  readonly held: readonly HeldSignature[];
  /** The first member behind the signatures. */
  readonly next: ArchiveEntry | null;
}

/** Nothing of it is parsed yet. */
export async function readFront(archive: Archive): Promise<Front> {
  const first = await archive.next();
  if (first?.name !== MANIFEST_NAME) throw new BundleRefused({ kind: 'bundle-form', at: 0, what: 'order' });
  const bytes = await archive.read(first, BUNDLE_LIMITS.manifest);
  const held: HeldSignature[] = [];
  let next = await archive.next();
  for (; next !== null; next = await archive.next()) {
    const id = /^signatures\/([0-9A-F]{16})\.minisig$/.exec(next.name)?.[1];
    if (id === undefined) break;
    const last = held.at(-1)?.id ?? '';
    if (id <= last) throw new BundleRefused({ kind: 'bundle-form', at: next.from, what: 'order' });
    if (held.length === BUNDLE_LIMITS.signatures)
      throw new BundleRefused({ kind: 'bundle-form', at: next.from, what: 'too-many' });
    held.push({ id, text: await archive.read(next, BUNDLE_LIMITS.signature) });
  }
  return { bytes, held, next };
}

/** One by a key that is trusted here has to be there; one by a revoked key, or one that is wrong, spoils all. */
function judgeSignatures(
  manifest: Buffer,
  held: readonly HeldSignature[],
  keys: readonly SigningKey[],
): readonly BundleSignature[] {
  if (held.length === 0) throw new BundleRefused({ kind: 'bundle-unsigned' });
  const judged = held.map(({ id, text }) => {
    const key = keys.find((each) => each.id === id) ?? null;
    if (key === null) return { id, key };
    if (key.revoked !== null) throw new BundleRefused({ kind: 'bundle-signer-revoked', key });
    const signature = readSignature(text.toString('utf8'));
    const known = readPublicKey(key.publicKey);
    if (!signature.ok || !known.ok || !isSignatureOf(manifest, signature.value, known.value))
      throw new BundleRefused({ kind: 'bundle-signature-wrong', id });
    return { id, key };
  });
  if (judged.every(({ key }) => key === null))
    throw new BundleRefused({ kind: 'bundle-signer-unknown', ids: judged.map(({ id }) => id) });
  return judged;
}

export function readManifest(bytes: Buffer): Manifest {
  const json = parsed(bytes);
  const read = MANIFEST.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new BundleRefused({ kind: 'bundle-manifest', what: 'shape', where: issue?.path.join('.') ?? '' });
  }
  // Canonical: there are no two texts of one manifest, and no key stands in it twice.
  if (!Buffer.from(canonicalJson(read.data)).equals(bytes))
    throw new BundleRefused({ kind: 'bundle-manifest', what: 'not-canonical', where: '' });
  return read.data;
}

function judgeManifest(manifest: Manifest, { now, version }: BundleJudge): void {
  const { requires, created, expires } = manifest;
  if (isNewer(requires, version))
    throw new BundleRefused({ kind: 'bundle-requires', version: requires, own: version });
  if (Date.parse(created) - now.getTime() > CLOCKS_DIFFER_MS)
    throw new BundleRefused({ kind: 'bundle-ahead', created });
  if (expires !== null && Date.parse(expires) <= now.getTime())
    throw new BundleRefused({ kind: 'bundle-expired', expires });
}

/** Two workstations that no network sets right. */
const CLOCKS_DIFFER_MS = 24 * 60 * 60_000;

/** Exactly the members that the manifest names, in its order, each of its size and hash. */
async function readMembers(
  archive: Archive,
  manifest: Manifest,
  first: ArchiveEntry | null,
): Promise<ReadonlyMap<string, ArchiveEntry>> {
  const entries = new Map<string, ArchiveEntry>();
  let entry = first;
  for (const { name, bytes } of membersOf(manifest)) {
    if (entry === null) throw new BundleRefused({ kind: 'bundle-member', name, how: 'missing' });
    if (entry.name !== name)
      throw new BundleRefused({ kind: 'bundle-member', name: entry.name, how: 'unexpected' });
    if (entry.bytes !== bytes) throw new BundleRefused({ kind: 'bundle-member', name, how: 'differs' });
    entries.set(name, entry);
    entry = await archive.next();
  }
  if (entry !== null) throw new BundleRefused({ kind: 'bundle-member', name: entry.name, how: 'unexpected' });
  for (const { name, sha256: expected } of membersOf(manifest)) {
    const found = entries.get(name);
    if (found === undefined || (await archive.sha256(found)) !== expected)
      throw new BundleRefused({ kind: 'bundle-member', name, how: 'differs' });
  }
  return entries;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** Numbers of a version, compared one by one; what follows them does not count. */
function isNewer(wanted: string, own: string): boolean {
  const numbers = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number);
  const [here, there] = [numbers(own), numbers(wanted)];
  const differing = there.findIndex((number, i) => number !== (here[i] ?? 0));
  return differing >= 0 && (there[differing] ?? 0) > (here[differing] ?? 0);
}

export function signatureMembers(held: readonly HeldSignature[]) {
  return held
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, text }) => ({ name: signatureName(id), bytes: text.length, content: [text] }));
}
