/** What a bundle would bring: everything in it, held against the library, before any of it is taken. */
import { unwritableName } from '#adapters/files/safe-path.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { type BundleFault, BundleRefused } from '#core/bundle/faults.ts';
import { filesOfRelease } from '#core/bundle/files-of-release.ts';
import {
  BUNDLE_LIMITS,
  type CarriedApproval,
  type CarriedHostKey,
  evidenceName,
  foldName,
  type Manifest,
  RELEASE_NAME,
} from '#core/bundle/manifest.ts';
import type { BundlePreview, CarriedStanding, ReleaseStanding } from '#core/bundle/preview.ts';
import { isUnlisted } from '#core/release/people.ts';
import type { Result } from '#engine/ports.ts';
import { readEvidence } from '../evidence-file.ts';
import type { LoadedRelease } from '../loaded-release.ts';
import type { ReleaseReader } from '../release-reader.ts';
import { type BundleJudge, type ReadBundle, withBundle } from './read-bundle.ts';

export interface BundleContents {
  readonly bundle: ReadBundle;
  readonly loaded: LoadedRelease;
  readonly preview: BundlePreview;
}

interface BundleReading {
  readonly library: Library;
  readonly reader: ReleaseReader;
  readonly judge: BundleJudge;
}

/** Nothing is written, here or in the library. */
export function previewBundle(
  path: string,
  reading: BundleReading,
): Promise<Result<BundlePreview, BundleFault>> {
  return withBundle(path, reading.judge, async (bundle) => (await examine(bundle, reading)).preview);
}

/** Throws `BundleRefused`. */
export async function examine(bundle: ReadBundle, reading: BundleReading): Promise<BundleContents> {
  const { manifest } = bundle;
  const loaded = await readRelease(bundle, reading.reader);
  judgeFiles(manifest, loaded);
  await judgeEvidence(bundle);
  const { library, reader } = reading;
  const standing = standingOf(library, bundle);
  const there = library.getRelease(manifest.release.id);
  const changes =
    there === null || standing.kind === 'same' ? [] : await reader.changes(there.text, loaded.text);
  const { id, created, expires, release, files, evidence } = manifest;
  return {
    bundle,
    loaded,
    preview: {
      ...{ id, created, expires, sha256: bundle.sha256, from: manifest.library },
      release: { id: release.id, name: release.name, version: release.version, revision: release.revision },
      signers: bundle.signatures.map(({ id: key, key: known }) => ({ key, name: known?.name ?? null })),
      standing,
      changes: changes ?? [],
      files: files.map(({ path, bytes }) => ({ path, bytes })),
      evidence: evidence.map(({ run }) => run),
      hostKeys: manifest.hostKeys.map((key) => ({ ...key, standing: hostKeyStanding(library, key) })),
      approvals: manifest.approvals.map((each) => ({
        ...each,
        standing: approvalStanding({ library, loaded }, each),
      })),
    },
  };
}

async function readRelease(
  { archive, entries, manifest }: ReadBundle,
  reader: ReleaseReader,
): Promise<LoadedRelease> {
  const entry = entries.get(RELEASE_NAME);
  if (entry === undefined)
    throw new BundleRefused({ kind: 'bundle-member', name: RELEASE_NAME, how: 'missing' });
  const bytes = await archive.read(entry, MOST_RELEASE_BYTES);
  const loaded = await reader.load(textOf(bytes));
  if (!loaded.ok) throw unfit(loaded.error.message);
  const { info } = loaded.value.release;
  const { id, name, version, revision } = manifest.release;
  if (loaded.value.revision !== revision) throw unfit('it has another revision than the bundle says');
  if (info.id !== id || info.name !== name || info.version !== version)
    throw unfit('it is called otherwise than the bundle says');
  return loaded.value;
}

/** Above what a release can have. */
const MOST_RELEASE_BYTES = 9 * 1024 * 1024;

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unfit('it is no text in UTF-8');
  }
}

/** All files that the release names, and no other; under names that every disk takes, and takes apart. */
function judgeFiles({ files }: Manifest, { release }: LoadedRelease): void {
  const named = new Set(filesOfRelease(release).named);
  const seen = new Set<string>();
  for (const { path } of files) {
    const fault = (how: 'unwritable' | 'collides' | 'not-named') =>
      new BundleRefused({ kind: 'bundle-file-name', path, how });
    if (!named.has(path)) throw fault('not-named');
    const parts = path.split('/');
    if (unwritableName(path) !== null || parts.some((part) => ['', '.', '..'].includes(part)))
      throw fault('unwritable');
    if (seen.has(foldName(path))) throw fault('collides');
    seen.add(foldName(path));
  }
  const lacking = [...named].find((path) => !files.some((file) => file.path === path));
  if (lacking !== undefined)
    throw new BundleRefused({ kind: 'bundle-file-name', path: lacking, how: 'lacking' });
}

/** The file of each run says itself whether it is whole. */
async function judgeEvidence({ archive, entries, manifest }: ReadBundle): Promise<void> {
  for (const [i, { run }] of manifest.evidence.entries()) {
    const entry = entries.get(evidenceName(i));
    const page = entry && (await archive.read(entry, BUNDLE_LIMITS.evidence)).toString('utf8');
    const checked = page === undefined ? null : readEvidence(page);
    if (checked === null || checked.about?.run !== run || checked.findings.length > 0)
      throw new BundleRefused({ kind: 'bundle-evidence', run });
  }
}

/** How the revision stands to what the library has of the release. */
function standingOf(library: Library, { manifest, sha256 }: ReadBundle): ReleaseStanding {
  const { release, created } = manifest;
  const imported = library.bundleImported(release.id);
  if (imported?.manifest === sha256) return { kind: 'imported', at: imported.at };
  if (imported !== null && Date.parse(imported.created) > Date.parse(created))
    return { kind: 'replayed', created, newest: imported.created };
  const there = library.getRelease(release.id);
  if (there === null) return { kind: 'new' };
  const here = { version: there.version, savedAt: there.savedAt };
  if (there.revision === release.revision) return { kind: 'same', ...here };
  const kept = library.keptTexts(release.id);
  const older = kept.find(({ revision }) => revision === release.revision);
  if (older !== undefined) return { kind: 'older', number: older.number, keptAt: older.at };
  const isKnown = there.revision !== null && release.earlier.includes(there.revision);
  return { kind: isKnown ? 'newer' : 'differs', ...here };
}

function hostKeyStanding(library: Library, key: CarriedHostKey): CarriedStanding {
  const here = library
    .listAcceptedHostKeys()
    .filter(
      ({ address, port, keyType }) =>
        `${address} ${port} ${keyType}` === `${key.address} ${key.port} ${key.keyType}`,
    );
  if (
    here.some(({ fingerprint, publicKey }) => fingerprint === key.fingerprint && publicKey === key.publicKey)
  )
    return 'known';
  return here.length === 0 ? 'new' : 'refused';
}

/** Only people of the release approve it. */
function approvalStanding(
  { library, loaded }: { readonly library: Library; readonly loaded: LoadedRelease },
  { by }: CarriedApproval,
): CarriedStanding {
  const { info } = loaded.release;
  if (isUnlisted(info.people, by)) return 'refused';
  const isKnown = library
    .approvals(info.id)
    .some((each) => each.revision === loaded.revision && each.by === by);
  return isKnown ? 'known' : 'new';
}

function unfit(why: string): BundleRefused {
  return new BundleRefused({ kind: 'bundle-release', why });
}
