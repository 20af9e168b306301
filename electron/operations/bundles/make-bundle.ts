/** Makes a bundle of a release, and adds signatures to one. */
import { randomBytes } from 'node:crypto';
import { openArchive, type WrittenMember, writeArchive } from '#adapters/bundle/archive.ts';
import { createFiles } from '#adapters/files/files.ts';
import { whyNotWritten } from '#adapters/files/whole-file.ts';
import { type SecretKey, signContent } from '#adapters/signing/secret-key.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { filesOfRelease } from '#core/bundle/files-of-release.ts';
import {
  BUNDLE_FORMAT,
  evidenceName,
  fileName,
  MANIFEST_NAME,
  type Manifest,
  RELEASE_NAME,
} from '#core/bundle/manifest.ts';
import { canonicalJson } from '#core/canonical-json.ts';
import { describeBundleFault } from '#core/words/library/describe-bundle.ts';
import type { Failure, Files, Result } from '#engine/ports.ts';
import type { LoadedRelease } from '../loaded-release.ts';
import { type HeldSignature, readFront, readManifest, refusing, signatureMembers } from './read-bundle.ts';

export interface BundleWish {
  readonly loaded: LoadedRelease;
  /** That its files are relative to. */
  readonly folder: string;
  /** Evidence files of runs. */
  readonly evidence: readonly { readonly run: string; readonly html: string }[];
  readonly withHostKeys: boolean;
  readonly withApprovals: boolean;
  readonly expires: Date | null;
  /** Null: it is signed later; until then nobody imports it. */
  readonly signer: SecretKey | null;
  readonly now: Date;
  /** Where it goes. */
  readonly path: string;
}

export interface MadeBundle {
  readonly manifest: Manifest;
  readonly sha256: string;
  /** Files that only a run can name, and that are not in it. */
  readonly unknown: readonly string[];
}

/** The oldest Holdpoint that reads what is written here. */
const REQUIRES = '0.1.0';

export async function makeBundle(library: Library, wish: BundleWish): Promise<Result<MadeBundle, Failure>> {
  const { loaded, folder, evidence, signer, path } = wish;
  const files = createFiles(folder);
  const { named, unknown } = filesOfRelease(loaded.release);
  const found = await weigh(named, files);
  if (!found.ok) return found;
  const manifest = manifestOf(library, wish, found.value);
  const bytes = Buffer.from(canonicalJson(manifest));
  const made = { manifest, sha256: sha256(bytes), unknown };
  const held = signer === null ? [] : [signed(bytes, signer, manifest)];
  const written = await refusing(
    () =>
      writeArchive(path, [
        { name: MANIFEST_NAME, bytes: bytes.length, content: [bytes] },
        ...signatureMembers(held),
        memberOf(RELEASE_NAME, loaded.text),
        ...manifest.files.map(({ path: name, bytes: size }, i) => ({
          name: fileName(i),
          bytes: size,
          content: files.read(name),
        })),
        ...evidence.map(({ html }, i) => memberOf(evidenceName(i), html)),
      ]),
    (error) => `${path}: ${whyNotWritten(error)}`,
  );
  if (!written.ok)
    return refuse(written.error.kind, `The bundle was not written: ${describeBundleFault(written.error)}`);
  library.recordBundleMade({
    bundle: manifest.id,
    manifest: made.sha256,
    release: manifest.release.id,
    revision: manifest.release.revision,
  });
  return { ok: true, value: made };
}

/** Adds a signature to a bundle that is there, whoever signed it before. What it says is checked as far as it can be without trust. */
export async function signBundle(
  { path, to }: { readonly path: string; readonly to: string },
  signer: SecretKey,
): Promise<Result<Manifest, Failure>> {
  const done = await refusing(async () => {
    const archive = await openArchive(path);
    try {
      const { bytes, held, next } = await readFront(archive);
      const manifest = readManifest(bytes);
      const others: WrittenMember[] = [];
      for (let entry = next; entry !== null; entry = await archive.next())
        others.push({ name: entry.name, bytes: entry.bytes, content: archive.pieces(entry) });
      const kept = held.filter(({ id }) => id !== signer.publicKey.id);
      await writeArchive(to, [
        { name: MANIFEST_NAME, bytes: bytes.length, content: [bytes] },
        ...signatureMembers([...kept, signed(bytes, signer, manifest)]),
        ...others,
      ]);
      return manifest;
    } finally {
      await archive.close();
    }
  });
  return done.ok ? done : refuse(done.error.kind, `${path}: ${describeBundleFault(done.error)}`);
}

function signed(manifest: Buffer, signer: SecretKey, { id, release }: Manifest): HeldSignature {
  const comment = `holdpoint bundle ${id}: ${release.id} ${release.revision}`;
  return { id: signer.publicKey.id, text: Buffer.from(signContent(manifest, signer, comment)) };
}

type Weighed = Manifest['files'];

async function weigh(named: readonly string[], files: Files): Promise<Result<Weighed, Failure>> {
  const found: Weighed[number][] = [];
  for (const path of named) {
    const facts = await files.stat(path);
    if (!facts.ok)
      return refuse(
        'file-unreadable',
        `The release needs ${path}, and a bundle without it would be of no use: ${facts.error.message}`,
      );
    found.push({ path, bytes: facts.value.bytes, sha256: facts.value.sha256 });
  }
  return { ok: true, value: found };
}

function manifestOf(library: Library, wish: BundleWish, files: Weighed): Manifest {
  const { loaded, evidence, now, expires } = wish;
  const { info } = loaded.release;
  const { id, name, version } = info;
  const kept = library.keptTexts(id).flatMap(({ revision }) => (revision === null ? [] : [revision]));
  const text = Buffer.from(loaded.text);
  return {
    'holdpoint-bundle': BUNDLE_FORMAT,
    id: `b-${now.toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(5).toString('hex')}`,
    created: now.toISOString(),
    expires: expires?.toISOString() ?? null,
    requires: REQUIRES,
    library: library.id,
    release: {
      id,
      name,
      version,
      revision: loaded.revision,
      earlier: earlierThan(loaded.revision, kept),
      text: { bytes: text.length, sha256: sha256(loaded.text) },
    },
    files,
    evidence: evidence.map(({ run, html }) => ({
      run,
      bytes: Buffer.byteLength(html),
      sha256: sha256(html),
    })),
    hostKeys: wish.withHostKeys ? hostKeysFor(library, loaded) : [],
    approvals: wish.withApprovals
      ? library
          .approvals(id)
          .filter(({ revision }) => revision === loaded.revision)
          .map(({ by, note, login, at }) => ({ by, note, login, at }))
      : [],
  };
}

/** `kept`, newest first: those behind the revision, or all where it was never kept. Each once. */
function earlierThan(revision: string, kept: readonly string[]): string[] {
  const at = kept.indexOf(revision);
  return [...new Set(kept.slice(at + 1))].filter((each) => each !== revision);
}

/** Accepted keys of the hosts that the release reaches. */
function hostKeysFor(library: Library, { release }: LoadedRelease): Manifest['hostKeys'] {
  const places = new Set(
    release.environments.flatMap(({ hosts }) => hosts.map(({ address, port }) => `${address} ${port}`)),
  );
  return library
    .listAcceptedHostKeys()
    .filter(({ address, port }) => places.has(`${address} ${port}`))
    .map(({ address, port, keyType, fingerprint, publicKey, by, at }) => ({
      ...{ address, port, keyType, fingerprint, publicKey, by, at },
    }));
}

function memberOf(name: string, text: string): WrittenMember {
  const bytes = Buffer.from(text);
  return { name, bytes: bytes.length, content: [bytes] };
}

function refuse(code: string, message: string): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: { code, message } };
}
