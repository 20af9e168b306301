/** A file of the workstation becomes one beside the release: where it is there already it is only looked at. */
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import { createFiles } from '#adapters/files/files.ts';
import type { Failure, Result } from '#engine/ports.ts';

export interface TakenFile {
  /** Relative to the folder of the release, with `/`. */
  readonly file: string;
  readonly sha256: string;
}

/** Where files go that are not in the folder yet. */
const PACKAGE = 'package';

/** `folder`: that of the release's files, which is made where it is not there. What has the same name and another content stays. */
export async function takeFile(folder: string, path: string): Promise<Result<TakenFile, Failure>> {
  const inside = relative(folder, path);
  if (!inside.startsWith('..') && !isAbsolute(inside)) return await hashed(folder, inside);
  const file = join(PACKAGE, basename(path));
  const copied = await copyAnew(path, { folder, file });
  return copied ?? (await hashed(folder, file));
}

/** Null once the file is there. */
async function copyAnew(
  path: string,
  { folder, file }: { readonly folder: string; readonly file: string },
): Promise<Extract<Result<TakenFile, Failure>, { ok: false }> | null> {
  const target = join(folder, file);
  try {
    if (!(await stat(path)).isFile()) return refused(`${path} is not a file: pack a folder first`);
    const [there, wanted] = await Promise.all([
      createFiles(folder).stat(file),
      createFiles(join(path, '..')).stat(basename(path)),
    ]);
    if (there.ok && wanted.ok && there.value.sha256 === wanted.value.sha256) return null;
    if (there.ok)
      return refused(
        `${file} is already beside the release, with another content: rename the file that you choose, or remove ${target}`,
      );
    await mkdir(join(folder, PACKAGE), { recursive: true });
    await copyFile(path, `${target}.part`);
    await rename(`${target}.part`, target);
    return null;
  } catch (cause) {
    await rm(`${target}.part`, { force: true }).catch(() => undefined);
    return refused(
      `${path} could not be copied to ${target}: ${cause instanceof Error ? cause.message : cause}`,
    );
  }
}

async function hashed(folder: string, file: string): Promise<Result<TakenFile, Failure>> {
  const written = file.split(sep).join('/');
  const found = await createFiles(folder).stat(written);
  if (!found.ok) return found;
  return { ok: true, value: { file: written, sha256: found.value.sha256 } };
}

function refused(message: string): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: { code: 'file-unreadable', message } };
}
