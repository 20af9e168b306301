/** Release files on disk, and releases named by id in the library. */
import { dirname, resolve } from 'node:path';
import { readText } from '#adapters/files/read-text.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { formatIssues } from '#core/release/format-issue.ts';
import { MAX_BYTES } from '#core/release/yaml/yaml-guard.ts';
import { type LoadedRelease, loadRelease } from '#operations/loaded-release.ts';
import { CliFailure } from './failure.ts';

/** A byte order mark besides what is read. */
const MAX_RELEASE_BYTES = MAX_BYTES + 3;

export interface ReleaseFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

export async function readReleaseFile(path: string): Promise<ReleaseFile> {
  try {
    const text = await readText(path, MAX_RELEASE_BYTES);
    return { path, folder: dirname(resolve(path)), text };
  } catch (error) {
    throw new CliFailure('file-unreadable', `${path}: ${whyUnreadable(error)}`);
  }
}

/** What has a dot or a slash is a file: neither the id of a release nor that of a run has one. */
export function namesFile(named: string): boolean {
  return /[./\\]/.test(named);
}

/** Why a file that somebody named cannot be read. */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder, not a file';
  if (code === 'EACCES') return 'it may not be read';
  return error instanceof Error ? error.message : String(error);
}

export interface LoadedFile {
  readonly file: ReleaseFile;
  readonly loaded: LoadedRelease;
}

/** The release of a file, or a failure that says every problem with its place. */
export async function loadReleaseFile(path: string): Promise<LoadedFile> {
  const file = await readReleaseFile(path);
  const loaded = loadRelease(file.text, sha256);
  if (loaded.ok) return { file, loaded: loaded.value };
  for (const line of formatIssues(path, loaded.error.issues)) process.stderr.write(`${line}\n`);
  throw new CliFailure('release-invalid', `${path}: ${loaded.error.message}; see the lines above`);
}
