/** A runbook or a shell script as a new release of the library. */
import { basename } from 'node:path';
import { readText } from '#adapters/files/read-text.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { documentRelease } from '#core/document-import/document-release.ts';
import { type ImportedDocument, MOST_DOCUMENT_BYTES } from '#core/document-import/model.ts';
import { readDocument } from '#core/document-import/read-document.ts';
import { idFrom, newIdFrom } from '#core/release/id-from.ts';
import { countImported, describeImportRemark } from '#core/words/release/describe-import.ts';
import { createRelease } from '#operations/create-release.ts';
import { createReader } from '#operations/release-reader.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { whyUnreadable } from '../release-file.ts';
import { withNewLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';

export interface ImportDocumentOptions {
  readonly data?: string;
  readonly as?: string;
  readonly name?: string;
  /** Of the new release; a runbook has none. */
  readonly releaseVersion?: string;
  /** The hosts of its commands. */
  readonly on?: string;
  /** Prints the text of the release, and leaves the library as it is. */
  readonly print?: boolean;
  readonly json?: boolean;
}

export async function importDocument(path: string, options: ImportDocumentOptions): Promise<number> {
  const text = await readDocumentFile(path);
  const file = basename(path);
  const read = readDocument(text, file);
  const name = options.name ?? read.title;
  if (options.as === undefined && idFrom(name) === '')
    throw new CliFailure('usage', `${path} has no title to make an id of: say --as ID`);
  for (const each of read.remarks)
    process.stderr.write(`note: ${safe(path)}, ${safe(describeImportRemark(each))}\n`);
  if (options.print) return print(read, { ...options, name });
  const version = options.releaseVersion;
  if (version === undefined)
    throw new CliFailure(
      'usage',
      `${path} does not say what version it releases: say --release-version V, or --print to see it as a release`,
    );
  return withNewLibrary(options.data, async (library) => {
    const taken = library.listReleases().map(({ id }) => id);
    const id = options.as ?? newIdFrom({ name, version }, taken);
    const document = { file, text, on: options.on ?? null };
    const making = { library, reader: createReader(sha256) };
    const release = { id, name: name || id, version };
    const made = await createRelease(making, release, { from: null, template: null, document });
    if (!made.ok) throw new CliFailure(made.error.code, made.error.message);
    if (options.json) printJson({ release: id, version, remarks: read.remarks });
    else process.stdout.write(`${safe(id)} ${safe(version)} is in the library\n${countImported(read)}\n`);
    return EXIT.ok;
  });
}

function print(
  read: ImportedDocument,
  { as, name, releaseVersion: version, on }: ImportDocumentOptions & { readonly name: string },
): number {
  const id = as ?? idFrom(name);
  process.stdout.write(documentRelease({ id, name: name || id, version: version ?? '0' }, read, on ?? null));
  return EXIT.ok;
}

async function readDocumentFile(path: string): Promise<string> {
  try {
    return await readText(path, MOST_DOCUMENT_BYTES);
  } catch (error) {
    throw new CliFailure('file-unreadable', `${path}: ${whyUnreadable(error)}`);
  }
}
