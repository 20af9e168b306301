/** What the user's own ssh configuration says of hosts. Holdpoint connects by the release alone: this is for messages and for import. */

import { type AccountFacts, accountName, placeOf, placesOfAccount } from '#adapters/system/account.ts';
import type { ConfigHop, ConfigHost, ConfigHosts } from '#core/release/config-host.ts';
import { globMatch } from '#core/release/glob.ts';
import { type ConfigFile, type ConfigLine, linesIn, readConfigFiles } from './ssh-config-lines.ts';

/** Null where the configuration says nothing that would help: no address and no jump host. */
export async function findConfigEntry(
  name: string,
  places: AccountFacts = placesOfAccount(),
): Promise<ConfigHost | null> {
  const files = await readConfigFiles(places);
  const host = hostOf(name, { files, places });
  return host.entry === null ? null : { ...host, ...host.entry };
}

/** Every name that an entry spells out, in the order of the file. `file`: another one than the user's own. */
export async function listConfigHosts(
  file: string | null,
  places: AccountFacts = placesOfAccount(),
): Promise<ConfigHosts> {
  const files = await readConfigFiles(places, file === null ? null : placeOf(file, places));
  const config = { files, places };
  const lines = linesIn(files);
  const named = new Map<string, ConfigLine>();
  for (const line of lines.filter(({ key }) => key === 'host'))
    for (const name of line.words.filter(isName)) if (!named.has(name)) named.set(name, line);
  return {
    hosts: Array.from(named, ([name, { file, line }]) => ({ ...hostOf(name, config), file, line })),
    skipped: lines.filter(({ key }) => key === 'match').map(({ file, line }) => ({ file, line })),
  };
}

function isName(pattern: string): boolean {
  return !/[*?!]/.test(pattern);
}

interface Config {
  readonly files: readonly ConfigFile[];
  readonly places: AccountFacts;
}

interface OptionSaid {
  /** The `Host` line above it; null where it stands before the first. */
  readonly entry: ConfigLine | null;
  readonly line: ConfigLine;
}

/** `entry`: where its address or its jump host is said; null where neither is. */
function hostOf(
  name: string,
  config: Config,
): Omit<ConfigHost, 'file' | 'line'> & { readonly entry: Pick<ConfigHost, 'file' | 'line'> | null } {
  const said = saidOf(name, config.files);
  const at = (find(said, 'hostname') ?? find(said, 'proxyjump'))?.entry ?? null;
  return {
    ...hopOf(name, said),
    jumps: jumpsOf(name, config, new Set([name])),
    byProgram: isByProgram(said),
    entry: at && { file: at.file, line: at.line },
  };
}

function find(said: readonly OptionSaid[], key: string): OptionSaid | undefined {
  return said.find((each) => each.line.key === key);
}

function hopOf(name: string, said: readonly OptionSaid[]): ConfigHop {
  const value = (key: string): string | null => find(said, key)?.line.words[0] ?? null;
  const address = (value('hostname') ?? name).replaceAll('%h', name).replaceAll('%%', '%');
  const user = value('user');
  const port = Number(value('port') ?? Number.NaN);
  const identity = value('identityfile');
  return {
    name,
    address,
    user,
    port: Number.isInteger(port) ? port : null,
    identityFile:
      identity === null || identity === 'none'
        ? null
        : pathOf(identity, { address, user: user ?? accountName() }),
  };
}

/** `ProxyJump` and `ProxyCommand` shut each other out: the first one counts. */
function isByProgram(said: readonly OptionSaid[]): boolean {
  const first = said.find(({ line }) => line.key === 'proxycommand' || line.key === 'proxyjump');
  return first?.line.key === 'proxycommand' && first.line.words[0] !== 'none';
}

/** `a,b`: to a by what a's own entry says, from there to b. A way that leads through itself ends there. */
function jumpsOf(name: string, config: Config, seen: ReadonlySet<string>): readonly ConfigHop[] {
  const said = saidOf(name, config.files);
  const written = isByProgram(said) ? undefined : find(said, 'proxyjump')?.line.words[0];
  if (written === undefined || written === 'none') return [];
  const hops = written.split(',').map((text) => jumpOf(text, config));
  const [first] = hops;
  if (first === undefined || seen.has(first.name)) return [];
  return [...jumpsOf(first.name, config, new Set([...seen, first.name])), ...hops];
}

/** `user@host:port`, `ssh://…` or the name of an entry; what it says itself comes before what the entry says. */
function jumpOf(text: string, config: Config): ConfigHop {
  const [, user, rest = text] = /^(?:ssh:\/\/)?(?:([^@]+)@)?(.*?)\/?$/.exec(text.trim()) ?? [];
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(rest) ?? [];
  const name = bracketed ?? plain ?? rest;
  const hop = hopOf(name, saidOf(name, config.files));
  return { ...hop, user: user ?? hop.user, port: port === undefined ? hop.port : Number(port) };
}

/** What stands below each `Host` that matches, in order: the first value counts. `Match` needs ssh itself. */
function saidOf(name: string, files: readonly ConfigFile[]): readonly OptionSaid[] {
  return files.flatMap((file) => saidIn(file, name, null));
}

function saidIn(file: ConfigFile, name: string, around: ConfigLine | null): readonly OptionSaid[] {
  const said: OptionSaid[] = [];
  let entry = around;
  let holds = true;
  for (const line of file) {
    if (line.key === 'host') {
      entry = line;
      holds = matches(name, line.words);
    } else if (line.key === 'match') holds = false;
    else if (!holds) continue;
    else if (line.key === 'include') said.push(...line.included.flatMap((each) => saidIn(each, name, entry)));
    else said.push({ entry, line });
  }
  return said;
}

function matches(name: string, patterns: readonly string[]): boolean {
  if (patterns.some((pattern) => pattern.startsWith('!') && globMatch(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => globMatch(pattern, name));
}

/** The signs that ssh knows in a path; the home folder stays `~`, which every workstation resolves for itself. */
function pathOf(
  written: string,
  { address, user }: { readonly address: string; readonly user: string },
): string {
  const signs: Readonly<Record<string, string>> = {
    '%d': '~',
    '%h': address,
    '%r': user,
    '%u': accountName(),
    '%%': '%',
  };
  return written.replaceAll(/%[dhru%]/g, (sign) => signs[sign] ?? sign);
}
