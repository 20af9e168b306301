/** What the user's own ssh configuration says of a name. Holdpoint connects by the release alone; this is only for a message. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { type Places, placeOf, placesOfAccount, systemSshFolder } from '#adapters/system/account.ts';
import { globMatch } from '#core/release/glob.ts';

export interface ConfigEntry {
  readonly file: string;
  /** 1-based: where the entry begins that names the address. */
  readonly line: number;
  readonly address: string;
  readonly port: string | null;
  readonly user: string | null;
  readonly jump: string | null;
}

const MAX_BYTES = 256 * 1024;
const MAX_INCLUDED = 64;

interface Line {
  readonly file: string;
  readonly line: number;
  readonly key: string;
  readonly words: readonly string[];
}

/** Null where the configuration says nothing that would help: no address and no jump host. */
export async function findConfigEntry(
  name: string,
  places: Places = placesOfAccount(),
): Promise<ConfigEntry | null> {
  const lines = await configLines(places);
  const said = linesFor(name, lines);
  const first = (key: string): Said | undefined => said.find((each) => each.line.key === key);
  const value = (key: string): string | null => first(key)?.line.words[0] ?? null;
  const at = (first('hostname') ?? first('proxyjump'))?.entry;
  if (!at) return null;
  const address = (value('hostname') ?? name).replaceAll('%h', name);
  const [port, user, jump] = [value('port'), value('user'), value('proxyjump')];
  return { file: at.file, line: at.line, address, port, user, jump: jump === 'none' ? null : jump };
}

/** The user's own, then the system's: as in ssh, what is said first counts. */
async function configLines(places: Places): Promise<readonly Line[]> {
  const system = systemSshFolder(places);
  const files = [
    ...(places.home === null ? [] : [join(places.home, '.ssh', 'config')]),
    ...(system === null ? [] : [join(system, 'ssh_config')]),
  ];
  const read = files.map(async (file) => withIncluded(dirname(file), await readLines(file), places));
  return (await Promise.all(read)).flat();
}

interface Said {
  /** The `Host` line above it. */
  readonly entry: Line;
  readonly line: Line;
}

/** What stands below each `Host` that matches, in order: the first value counts. `Match` needs ssh itself. */
function linesFor(name: string, lines: readonly Line[]): readonly Said[] {
  const said: Said[] = [];
  let entry: Line | null = null;
  for (const line of lines) {
    if (line.key === 'host') entry = matches(name, line.words) ? line : null;
    else if (line.key === 'match') entry = null;
    else if (entry) said.push({ entry, line });
  }
  return said;
}

function matches(name: string, patterns: readonly string[]): boolean {
  if (patterns.some((pattern) => pattern.startsWith('!') && globMatch(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => globMatch(pattern, name));
}

/** One level of `Include`: what is included by an included file is not read. */
async function withIncluded(
  folder: string,
  lines: readonly Line[],
  places: Places,
): Promise<readonly Line[]> {
  const all: Line[] = [];
  let left = MAX_INCLUDED;
  for (const line of lines) {
    if (line.key !== 'include') all.push(line);
    else
      for (const path of (await includedFiles(folder, line.words, places)).slice(0, left)) {
        left -= 1;
        all.push(...(await readLines(path)));
      }
  }
  return all;
}

/** A glob counts in the file's name only. */
async function includedFiles(
  folder: string,
  words: readonly string[],
  places: Places,
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
async function readLines(file: string): Promise<readonly Line[]> {
  try {
    const { size, isPlain } = await stat(file).then((found) => ({
      size: found.size,
      isPlain: found.isFile(),
    }));
    if (!isPlain || size > MAX_BYTES) return [];
    return (await readFile(file, 'utf8')).split('\n').flatMap((text, index) => {
      const [key, ...words] = wordsOf(text);
      return key === undefined ? [] : { file, line: index + 1, key: key.toLowerCase(), words };
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
