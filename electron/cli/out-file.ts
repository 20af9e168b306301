/** Where `-o` leads: a new file, one that a person lets go, or standard output (`-`). */
import { lstat, open, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { DISK, removePart } from '#adapters/files/held.ts';
import { whyNotWritten, writeWhole } from '#adapters/files/whole-file.ts';
import { holdsLibrary } from '#adapters/system/known-libraries.ts';
import { confirmAtTerminal, isAtTerminal } from './ask.ts';
import { CliFailure, EXIT } from './failure.ts';
import { put, safe } from './terminal.ts';

export interface OutOptions {
  /** A path, or `-` for standard output. */
  readonly out: string;
  /** Replaces a file without asking. */
  readonly force?: boolean;
}

/** Takes the whole content; what was there before stays when it cannot be written. */
export type OutFile = (content: string | Uint8Array) => Promise<number>;

/**
 * Looks before any work is done whether the file may be written: one that exists is replaced only with `force` or a yes
 * at the terminal. Devices and pipes are written to as they are.
 */
export async function openOut({ out, force = false }: OutOptions): Promise<OutFile> {
  if (out === '') throw new CliFailure('usage', '-o needs the name of a file, or - for standard output');
  if (out === '-') return toStandardOutput;
  const there = await stat(out).catch(() => null);
  if (there?.isDirectory())
    throw new CliFailure('file-unwritable', `${out} is a folder; name a file with -o`);
  if (await isOfLibrary(out))
    throw new CliFailure(
      'file-unwritable',
      `${out} belongs to a library, and is never written over; choose another name with -o`,
    );
  if (there === null && (await lstat(out).catch(() => null)) !== null)
    throw new CliFailure(
      'file-unwritable',
      `${out} is a link to a file that is not there; choose another name with -o`,
    );
  if (there === null) return (content) => saying(out, () => create(out, content));
  if (!there.isFile()) return (content) => saying(out, () => writeFile(out, content));
  if (!force && !(await isLetGo(out)))
    throw new CliFailure('exists', `${out} exists; choose another name with -o, or replace it with --force`);
  return (content) => saying(out, () => replace(out, content));
}

/** What a library is made of; whatever else lies there is a person's own. */
const LIBRARY_FILES = /^(?:library\.db(?:-wal|-shm)?|checkpoint\.json|reserve\.bin)$/;

/** Whether it is where a library, or one of its backups, has its files, by whatever link; they are evidence. */
async function isOfLibrary(out: string): Promise<boolean> {
  const path = resolve(await realpath(out).catch(() => out));
  const folder = dirname(path);
  if (basename(folder) === 'backups') return holdsLibrary(dirname(folder));
  return LIBRARY_FILES.test(basename(path)) && holdsLibrary(folder);
}

async function toStandardOutput(content: string | Uint8Array): Promise<number> {
  // A terminal gets text that cannot act on it, a program the document as it is.
  await put(process.stdout.isTTY || typeof content !== 'string' ? content : Buffer.from(content));
  return EXIT.ok;
}

function isLetGo(out: string): Promise<boolean> {
  if (!isAtTerminal()) return Promise.resolve(false);
  return confirmAtTerminal(`${safe(out)} exists. Replace it? [y/N] `);
}

/** Fails where the name was taken in the meantime. */
async function create(out: string, content: string | Uint8Array): Promise<void> {
  const file = await open(out, 'wx');
  try {
    await file.writeFile(content);
  } catch (error) {
    await file.close();
    await removePart(DISK, out);
    throw error;
  }
  await file.close();
}

/** A link keeps leading to it. */
async function replace(out: string, content: string | Uint8Array): Promise<void> {
  const path = await realpath(out);
  await writeWhole({ path, content, mode: (await stat(path)).mode });
}

async function saying(out: string, write: () => Promise<void>): Promise<number> {
  try {
    await write();
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CliFailure('file-unwritable', `${out}: ${whyNotWritten(error)}`, EXIT.failed);
  }
}
