/** Reads ssh configurations line by line, with what they include. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { type AccountFacts, placeOf, systemSshFolder } from '#adapters/system/account.ts';
import { globMatch } from '#core/release/glob.ts';

const MAX_BYTES = 256 * 1024;
/** Files, over all that one configuration includes. */
const MAX_INCLUDED = 64;
/** As ssh itself. */
const MAX_DEPTH = 16;

export interface ConfigLine {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** In lowercase letters. */
  readonly key: string;
  readonly words: readonly string[];
  /** The files of an `Include`: they hold where the line itself does, and end what they begin. */
  readonly included: readonly ConfigFile[];
}

export type ConfigFile = readonly ConfigLine[];

/** The user's own, then the system's: as in ssh, what is said first counts. `file`: that one alone. */
export async function readConfigFiles(
  places: AccountFacts,
  file: string | null = null,
): Promise<readonly ConfigFile[]> {
  const files = file === null ? usualFiles(places) : [file];
  return Promise.all(files.map((each) => readWithIncluded(each, { places, left: MAX_INCLUDED })));
}

/** All lines, those of included files too. */
export function linesIn(files: readonly ConfigFile[]): readonly ConfigLine[] {
  return files.flat().flatMap((line) => [line, ...linesIn(line.included)]);
}

function usualFiles(places: AccountFacts): readonly string[] {
  const system = systemSshFolder(places);
  return [
    ...(places.home === null ? [] : [join(places.home, '.ssh', 'config')]),
    ...(system === null ? [] : [join(system, 'ssh_config')]),
  ];
}

interface Including {
  readonly places: AccountFacts;
  left: number;
}

/** A relative path is in the folder of the configuration that was asked for, also where an included file names it. */
function readWithIncluded(file: string, including: Including): Promise<ConfigFile> {
  const folder = dirname(file);
  const include = async (words: readonly string[], depth: number): Promise<readonly ConfigFile[]> => {
    const paths = await includedFiles(folder, words, including.places);
    const wanted = paths.slice(0, Math.max(0, including.left));
    including.left -= wanted.length;
    return Promise.all(wanted.map((path) => read(path, depth)));
  };
  const read = async (path: string, depth: number): Promise<ConfigFile> => {
    const lines: ConfigLine[] = [];
    for (const line of await readLines(path)) {
      const isInclude = line.key === 'include' && depth < MAX_DEPTH;
      lines.push(isInclude ? { ...line, included: await include(line.words, depth + 1) } : line);
    }
    return lines;
  };
  return read(file, 0);
}

/** A glob counts in the file's name only. */
async function includedFiles(
  folder: string,
  words: readonly string[],
  places: AccountFacts,
): Promise<readonly string[]> {
  const files = words.map(async (word) => {
    const path = placeOf(word, places);
    const whole = isAbsolute(path) ? path : join(folder, path);
    const names = await readdir(dirname(whole)).catch(() => []);
    const wanted = names.filter((name) => globMatch(basename(whole), name));
    return wanted.sort().map((name) => join(dirname(whole), name));
  });
  return (await Promise.all(files)).flat();
}

/** Empty for a file that is not there, is no plain file, or is larger than a person writes. */
async function readLines(file: string): Promise<readonly ConfigLine[]> {
  try {
    const { size, isPlain } = await stat(file).then((found) => ({
      size: found.size,
      isPlain: found.isFile(),
    }));
    if (!isPlain || size > MAX_BYTES) return [];
    return (await readFile(file, 'utf8')).split('\n').flatMap((text, index) => {
      const [key, ...words] = wordsOf(text);
      return key === undefined ? [] : { file, line: index + 1, key: key.toLowerCase(), words, included: [] };
    });
  } catch {
    return [];
  }
}

/** `Key value` or `Key=value`, with quotes around what holds blanks; nothing for a comment. */
function wordsOf(text: string): readonly string[] {
  const line = text.trim();
  if (line.startsWith('#')) return [];
  const [, key = '', rest = ''] = /^([A-Za-z]+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
  const words = [...rest.matchAll(/"([^"]*)"|([^\s"]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  return key === '' ? [] : [key, ...words];
}
