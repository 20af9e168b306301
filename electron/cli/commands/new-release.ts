/** A new release in the library: empty, of a template, or made from an earlier one. */
import { sha256 } from '#adapters/system/sha256.ts';
import { idFrom } from '#core/release/id-from.ts';
import type { TemplateId } from '#core/release/templates/templates.ts';
import { describeCarried } from '#core/words/release/describe-carried.ts';
import { createRelease, takenOver } from '#operations/create-release.ts';
import { createReader } from '#operations/release-reader.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { nameRelease } from '../named-release.ts';
import { withNewLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';

interface NewOptions {
  readonly data?: string;
  readonly name?: string;
  readonly from?: string;
  readonly template?: TemplateId;
  readonly json?: boolean;
}

export function newCommand(
  id: string,
  version: string,
  { data, name, from, template, json }: NewOptions,
): Promise<number> {
  if (id !== idFrom(id))
    throw new CliFailure(
      'usage',
      `"${id}" is no id: it has lowercase letters, digits and hyphens, and begins with a letter`,
    );
  if (from !== undefined && template !== undefined)
    throw new CliFailure('usage', 'a release begins with --from another or with a --template, not with both');
  return withNewLibrary(data, async (library) => {
    const making = { library, reader: createReader(sha256) };
    const earlier = from === undefined ? null : nameRelease(library, from).stored;
    const called = name ?? earlier?.name ?? id;
    const begins = { from: earlier?.id ?? null, template: template ?? null, document: null };
    const made = await createRelease(making, { id, name: called, version }, begins);
    if (!made.ok) throw new CliFailure(made.error.code, made.error.message);
    const over = await takenOver(making, id);
    if (json) printJson({ release: id, version, from: over?.from.id ?? null, takenOver: over?.parts ?? [] });
    else
      process.stdout.write(
        [
          `${safe(id)} ${safe(version)} is in the library`,
          ...(template === undefined ? [] : ['Replace the hosts and commands that the template names.']),
          ...(over === null || over.parts.length === 0
            ? []
            : [`as in ${safe(over.from.name)} ${safe(over.from.version)}, and to be checked:`]),
          ...(over?.parts.map((part) => `  ${safe(describeCarried(part))}`) ?? []),
          '',
        ].join('\n'),
      );
    return EXIT.ok;
  });
}
