/** Takes hosts of an ssh configuration, of an inventory or of a table over into a release file. */

import { realpath, stat } from 'node:fs/promises';
import { readText } from '#adapters/files/read-text.ts';
import { whyNotWritten, writeWhole } from '#adapters/files/whole-file.ts';
import { listConfigHosts } from '#adapters/ssh/ssh-config.ts';
import { MOST_INVENTORY_BYTES, type NotTaken } from '#core/inventory/model.ts';
import { readInventory } from '#core/inventory/read-inventory.ts';
import type { ConfigHost, ConfigHosts } from '#core/release/config-host.ts';
import { valueAt } from '#core/release/edit-data.ts';
import { editRelease } from '#core/release/edit-release.ts';
import { type HostsFromConfig, hostsFromConfig } from '#core/release/hosts-from-config.ts';
import type { JsonObject } from '#core/release/revision.ts';
import { readSource } from '#core/release/source.ts';
import { didYouMean } from '#core/release/suggest.ts';
import { formatSshAddress } from '#core/words/figures/format-address.ts';
import { describeLeftHost } from '#core/words/hosts/describe-left-host.ts';
import { describeNotTaken } from '#core/words/hosts/describe-not-taken.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { readReleaseFile, whyUnreadable } from '../release-file.ts';
import { printJson, safe, table } from '../terminal.ts';

interface ImportHostsOptions {
  readonly env: string;
  readonly sshConfig?: string;
  /** An inventory or a table. */
  readonly from?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Without names it lists what there is and writes nothing. */
export async function importHostsCommand(
  path: string,
  names: readonly string[],
  options: ImportHostsOptions,
): Promise<number> {
  const { text } = await readReleaseFile(path);
  const taken = hostsOf(text, path, options.env);
  if (options.all && names.length > 0)
    throw new CliFailure('invalid-input', 'Name hosts, or say --all, not both');
  const found = await findHosts(options);
  for (const each of found.notTaken ?? [])
    process.stderr.write(`note: ${safe(options.from ?? '')}, ${safe(describeNotTaken(each))}\n`);
  if (names.length === 0 && !options.all) return list(found, options);
  const chosen = options.all ? found.hosts : names.map((name) => mustFind(name, found));
  const made = hostsFromConfig(chosen, taken);
  if (made.hosts.length > 0) await write(path, withHosts(text, made, options.env));
  if (options.json) printJson(made);
  else process.stdout.write(describeMade(made, options.env));
  return made.left.length === 0 ? EXIT.ok : EXIT.failed;
}

/** Hosts of the environment by name; none in an environment that does not exist yet is a misspelt one. */
function hostsOf(text: string, path: string, environment: string): ReadonlyMap<string, JsonObject> {
  const { data, issues } = readSource(text);
  if (data === null)
    throw new CliFailure(
      'release-invalid',
      `${path}: line ${issues[0]?.line ?? 1}: ${issues[0]?.message ?? ''}`,
    );
  const environments = Object.keys(valueAt(data, ['environments']) ?? {});
  if (!environments.includes(environment))
    throw new CliFailure(
      'not-found',
      `${path} has no environment ${environment}${didYouMean(environment, environments) || '.'} It has: ${environments.join(', ') || 'none'}`,
    );
  const hosts = valueAt(data, ['environments', environment, 'hosts']);
  return new Map(Object.entries((hosts ?? {}) as Record<string, JsonObject>));
}

interface HostsFound extends ConfigHosts {
  /** What the hosts stand in. */
  readonly source: string;
  readonly notTaken?: readonly NotTaken[];
}

async function findHosts({ from, sshConfig }: ImportHostsOptions): Promise<HostsFound> {
  if (from === undefined)
    return { ...(await listConfigHosts(sshConfig ?? null)), source: 'The ssh configuration' };
  const read = readInventory(await readListOfHosts(from), from);
  if (!read.ok) throw new CliFailure('invalid-input', `${from}: line ${read.line}: ${read.message}`);
  return { ...read.inventory, skipped: [], source: from };
}

async function readListOfHosts(path: string): Promise<string> {
  try {
    return await readText(path, MOST_INVENTORY_BYTES);
  } catch (error) {
    throw new CliFailure('file-unreadable', `${path}: ${whyUnreadable(error)}`);
  }
}

function list(found: HostsFound, { json }: ImportHostsOptions): number {
  const { hosts, skipped, notTaken } = found;
  if (json) {
    printJson({ hosts, skipped, ...(notTaken ? { notTaken } : {}) });
    return EXIT.ok;
  }
  if (hosts.length === 0) process.stdout.write(`${safe(found.source)} names no hosts\n`);
  else if (notTaken)
    process.stdout.write(table([['HOST', 'ADDRESS', 'USER', 'VIA', 'TAGS'], ...hosts.map(rowOf)]));
  else process.stdout.write(table([['HOST', 'ADDRESS', 'USER', 'VIA', 'KEY'], ...hosts.map(rowOf)]));
  for (const { file, line } of skipped)
    process.stderr.write(`note: ${file}, line ${line}: what is below Match is not read\n`);
  return EXIT.ok;
}

function rowOf(host: ConfigHost): readonly string[] {
  const { name, user, identityFile, jumps, byProgram, tags } = host;
  const way = byProgram ? 'a program (ProxyCommand)' : jumps.map((hop) => hop.name).join(', ');
  return [name, formatSshAddress(host), user ?? '', way, tags?.join(' ') ?? identityFile ?? ''].map(safe);
}

function mustFind(name: string, { hosts, notTaken, source }: HostsFound): ConfigHost {
  const found = hosts.find((host) => host.name === name);
  if (found) return found;
  const known = hosts.map((host) => host.name);
  throw new CliFailure(
    'not-found',
    `${source} has no ${notTaken ? 'host' : 'entry'} ${name}${didYouMean(name, known) || '.'} Without names the command lists them`,
  );
}

function withHosts(text: string, { hosts }: HostsFromConfig, environment: string): string {
  const edits = hosts.map(({ name, host }) => ({
    kind: 'set' as const,
    path: ['environments', environment, 'hosts', name],
    value: host,
  }));
  const edited = editRelease(text, edits);
  if (edited.ok) return edited.text;
  throw new CliFailure('release-invalid', `The hosts cannot be written: ${edited.message}`);
}

async function write(path: string, content: string): Promise<void> {
  try {
    const place = await realpath(path);
    await writeWhole({ path: place, content, mode: (await stat(place)).mode });
  } catch (error) {
    throw new CliFailure('file-unwritable', `${path}: ${whyNotWritten(error)}`, EXIT.failed);
  }
}

function describeMade({ hosts, credentials, left }: HostsFromConfig, environment: string): string {
  const lines = [
    ...hosts.map(({ name, host }) => `added ${name} (${String(host['address'])}) to ${environment}`),
    ...left.map((host) => `left out ${host.name}: ${describeLeftHost(host)}`),
    ...credentials.map(
      ({ name, path }) => `to log in, give --credential ${name}=key:${path} or set it under Credentials`,
    ),
  ];
  return lines.map((line) => `${safe(line)}\n`).join('');
}
