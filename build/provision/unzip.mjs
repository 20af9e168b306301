/** Unpacks a zip with the modes and links that its entries carry. */
import { createWriteStream, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { ProvisionError } from './progress.mjs';

const TYPE_MASK = 0o170000;
const SYMLINK = 0o120000;

/**
 * Unpacks into a folder. `rename` maps an entry's name to the path wanted, or to null to leave it out.
 * @param {(name: string) => string | null} rename
 */
export async function unzip(archive, folder, rename) {
  const { openPromise } = await import('yauzl');
  const zip = await openPromise(archive);
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.endsWith('/') ? null : rename(entry.fileName);
    if (name) await unpackEntry(zip, entry, within(folder, name));
  }
}

async function unpackEntry(zip, entry, path) {
  const mode = entry.externalFileAttributes >>> 16;
  mkdirSync(dirname(path), { recursive: true });
  const content = await zip.openReadStreamPromise(entry);
  if ((mode & TYPE_MASK) === SYMLINK) symlinkSync((await buffer(content)).toString(), path);
  else await pipeline(content, createWriteStream(path, { mode: mode & 0o777 || 0o644 }));
}

function within(folder, name) {
  const path = join(folder, name);
  if (relative(folder, path).startsWith('..'))
    throw new ProvisionError(`the archive names ${name}, outside its folder`);
  return path;
}
