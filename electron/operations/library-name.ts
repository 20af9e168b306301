import type { Library } from '#adapters/sqlite/library.ts';
import { nameOfFolder } from '#adapters/system/known-libraries.ts';

const KEY = 'library-name';

/** What a library is called: as somebody named it, else as its folder; empty for the one of the workstation that nobody has named. */
export function libraryName(library: Pick<Library, 'readSetting' | 'folder'>): string {
  const given = library.readSetting(KEY);
  return typeof given === 'string' && given !== '' ? given : nameOfFolder(library.folder);
}

/** Empty takes its name away. */
export function renameLibrary(library: Pick<Library, 'writeSetting'>, name: string): void {
  library.writeSetting(KEY, name.trim());
}
