import { whyNotWritten, writeWhole as write } from '#adapters/files/whole-file.ts';
import { CommandFailure } from '#contract/errors.ts';

/** Writes a file whole or not at all. Throws a `CommandFailure` that says why it could not; the old file is then as it was. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await write({ path, content });
  } catch (error) {
    throw new CommandFailure('file-unreadable', `${path} was not written: ${whyNotWritten(error)}`, { path });
  }
}

/** A title as a file name that every file system takes. */
export function fileNameOf(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return plain.slice(0, 120) || 'document';
}
