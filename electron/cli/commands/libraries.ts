/** The libraries that the app has opened on this workstation. Commands open theirs without a trace there. */
import { resolve } from 'node:path';
import {
  forgetLibrary,
  holdsLibrary,
  isDefaultLibrary,
  type KnownLibrary,
  knownLibraries,
} from '#adapters/system/known-libraries.ts';
import { formatNames } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { labelLibrary } from '#core/words/library/label-library.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { printJson, table } from '../terminal.ts';

interface LibrariesOptions {
  readonly forget?: readonly string[];
  readonly json?: boolean;
}

/** What is named is looked up as a whole before any of it is taken off the list. */
export function librariesCommand({ forget = [], json = false }: LibrariesOptions): number {
  for (const { folder } of forget.map(libraryCalled)) takeOff(folder);
  const libraries = knownLibraries();
  if (json) printJson({ libraries: libraries.map(printable) });
  else
    process.stdout.write(
      libraries.length === 0 ? 'The app has opened no library yet.\n' : table(libraries.map(row)),
    );
  return EXIT.ok;
}

function printable({ name, folder, openedAt }: KnownLibrary) {
  return { name, folder, openedAt, isOwn: isDefaultLibrary(folder), isThere: holdsLibrary(folder) };
}

function row({ name, folder, openedAt }: KnownLibrary): readonly string[] {
  return [labelLibrary(name), formatZonedTime(openedAt), holdsLibrary(folder) ? '' : 'not there', folder];
}

/** By its name, or by its folder. */
function libraryCalled(word: string): KnownLibrary {
  const all = knownLibraries();
  const byFolder = all.find(({ folder }) => folder === word || folder === resolve(word));
  const byName = all.filter(({ name }) => name !== '' && name === word);
  const [found, ...more] = byFolder ? [byFolder] : byName;
  if (more.length > 0)
    throw new CliFailure(
      'usage',
      `several libraries are called ${word}; name its folder: ${formatNames(byName.map(({ folder }) => folder))}. Nothing was changed`,
    );
  if (found) return found;
  throw new CliFailure(
    'not-found',
    `There is no library ${word} in the list; holdpoint libraries prints it. Nothing was changed`,
  );
}

function takeOff(folder: string): void {
  const failed = forgetLibrary(folder);
  if (failed !== null) throw new CliFailure(failed.code, failed.message, EXIT.failed);
}
