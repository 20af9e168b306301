/** Takes a bundle into the library: all of it, or nothing. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createFiles } from '#adapters/files/files.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { type BundleFault, BundleRefused } from '#core/bundle/faults.ts';
import { evidenceName, fileName } from '#core/bundle/manifest.ts';
import type { ReleaseStanding } from '#core/bundle/preview.ts';
import type { BundleReceipt } from '#core/bundle/receipt.ts';
import type { Result } from '#engine/ports.ts';
import type { ReleaseReader } from '../release-reader.ts';
import { type BundleContents, examine } from './preview-bundle.ts';
import { type BundleJudge, withBundle } from './read-bundle.ts';

export interface BundleTaking {
  readonly library: Library;
  readonly reader: ReleaseReader;
  readonly judge: BundleJudge;
  /** In whose name. */
  readonly by: string;
  /** The bundle that the person saw, by the hash of its manifest; null: none was shown. */
  readonly shown: string | null;
  /** Whether it may take the place of a text that it was not made from. */
  readonly replace: boolean;
}

const FOLDER = 'bundles';
const FILES = 'files';
const EVIDENCE = 'evidence';

export function importBundle(
  path: string,
  taking: BundleTaking,
): Promise<Result<BundleReceipt, BundleFault>> {
  return withBundle(path, taking.judge, async (bundle) => {
    if (taking.shown !== null && taking.shown !== bundle.sha256)
      throw new BundleRefused({
        kind: 'bundle-unreadable',
        why: 'another bundle lies there now than the one that was shown; look at it again',
      });
    const contents = await examine(bundle, taking);
    mustStand(contents.preview.standing, taking.replace);
    const folder = await extract(contents, taking.library.folder);
    try {
      return take(contents, folder, taking);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  });
}

function mustStand(standing: ReleaseStanding, replace: boolean): void {
  switch (standing.kind) {
    case 'older':
      throw new BundleRefused({ ...standing, kind: 'bundle-older' });
    case 'replayed':
      throw new BundleRefused({ ...standing, kind: 'bundle-replayed' });
    case 'imported':
      throw new BundleRefused({ ...standing, kind: 'bundle-imported' });
    case 'differs':
      if (!replace) throw new BundleRefused({ ...standing, kind: 'bundle-differs' });
      return;
    case 'new':
    case 'same':
    case 'newer':
  }
}

/** Into a folder of the library that this program names; it gets its name once every file is whole. Gives the folder. */
async function extract(contents: BundleContents, library: string): Promise<string> {
  const folder = join(library, FOLDER, contents.bundle.sha256.slice(0, 16));
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  try {
    for (const name of [FILES, EVIDENCE]) mkdirSync(join(part, name), { recursive: true });
    await extractInto(contents, part);
    rmSync(folder, { recursive: true, force: true });
    renameSync(part, folder);
    return folder;
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
}

async function extractInto({ bundle }: BundleContents, folder: string): Promise<void> {
  const { archive, entries, manifest } = bundle;
  const places = { files: createFiles(join(folder, FILES)), evidence: createFiles(join(folder, EVIDENCE)) };
  const all = [
    ...manifest.files.map((file, i) => ({ ...file, to: places.files, name: fileName(i) })),
    ...manifest.evidence.map(({ run, bytes, sha256 }, i) => ({
      ...{ path: `${run}.html`, bytes, sha256 },
      ...{ to: places.evidence, name: evidenceName(i) },
    })),
  ];
  for (const { path, bytes, name, sha256, to } of all) {
    const entry = entries.get(name);
    if (entry === undefined) throw new BundleRefused({ kind: 'bundle-member', name, how: 'missing' });
    const target = await to.write(path, bytes);
    if (!target.ok) throw unwritten(target.error.message);
    for await (const piece of archive.pieces(entry)) await target.value.write(piece);
    const whole = await target.value.commit(sha256);
    if (!whole.ok) throw unwritten(whole.error.message);
  }
}

function take(
  { bundle, loaded, preview }: BundleContents,
  folder: string,
  { library, by, judge }: BundleTaking,
): BundleReceipt {
  const { manifest, sha256, signatures } = bundle;
  const { id, name, version } = loaded.release.info;
  const { revision } = loaded;
  const event = library.takeBundle({
    ...{ bundle: manifest.id, manifest: sha256, release: id, revision, created: manifest.created, by },
    signers: signatures.flatMap(({ key }) => (key === null ? [] : [key.id])),
    text: { id, name, version, text: loaded.text, revision, folder: join(folder, FILES) },
    hostKeys: preview.hostKeys
      .filter(({ standing }) => standing === 'new')
      .map(({ address, port, keyType, fingerprint, publicKey }) => ({
        ...{ address, port, keyType, fingerprint, publicKey, by, bundle: manifest.id },
      })),
    approvals: preview.approvals
      .filter(({ standing }) => standing === 'new')
      .map(({ by: person, note, at, login }) => ({
        ...{ revision, by: person, note, came: { bundle: manifest.id, at, login } },
      })),
  });
  return {
    'holdpoint-receipt': 1,
    ...{ bundle: manifest.id, manifest: sha256, release: id, revision, library: library.id, by },
    at: judge.now.toISOString(),
    event: { seq: event.seq, hash: event.hash },
  };
}

function unwritten(why: string): BundleRefused {
  return new BundleRefused({ kind: 'bundle-unreadable', why });
}
