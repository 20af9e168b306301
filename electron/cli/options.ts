/** How the values of options are read. */
import { existsSync } from 'node:fs';
import { placeOf } from '#adapters/system/account.ts';
import type { CredentialReference, GivenSecret, SecretReference } from '#core/library/references.ts';
import { isEntryName, isWholePath, readCommandWords } from '#core/library/vault.ts';
import { parseDuration } from '#core/release/duration.ts';
import { namedPlaces } from '#core/release/named-places.ts';
import { didYouMean } from '#core/release/suggest.ts';
import { formatNames } from '#core/words/figures/format-count.ts';
import { formerName } from '#engine/known-secrets.ts';
import type { RunConditions } from '#engine/run-handle.ts';
import type { SetupChoice } from '#operations/run-setup.ts';
import { DEFAULT_CREDENTIAL } from '#operations/workstation-secrets.ts';
import { askLoginAtTerminal } from './ask-login.ts';
import { CliFailure } from './failure.ts';
import { safe } from './terminal.ts';

export interface PlaceOptions extends ConditionOptions {
  readonly credential?: readonly string[];
  readonly keyPassphrase?: readonly string[];
  readonly secret?: readonly string[];
  readonly knownHosts?: readonly string[];
  readonly connectTimeout?: string;
  readonly vaultPassphrase?: string;
}

interface ConditionOptions {
  readonly takeOver?: boolean;
  readonly waitForHosts?: string;
  readonly reconnect?: string;
  readonly quietAfter?: string;
}

function readConditions({
  takeOver,
  waitForHosts,
  reconnect,
  quietAfter,
}: ConditionOptions): Partial<RunConditions> {
  return {
    takeOver: takeOver ?? false,
    ...(waitForHosts === undefined ? {} : { waitForHostsMs: readMs(waitForHosts, '--wait-for-hosts') }),
    ...(reconnect === undefined ? {} : { patienceMs: readMs(reconnect, '--reconnect') }),
    ...(quietAfter === undefined ? {} : { quietMs: readMs(quietAfter, '--quiet-after') }),
  };
}

function readConnectTimeout({ connectTimeout }: PlaceOptions): number | null {
  if (connectTimeout === undefined) return null;
  const ms = readMs(connectTimeout, '--connect-timeout');
  if (ms >= 1_000 && ms <= LONGEST_CONNECT_MS) return ms;
  throw new CliFailure('usage', `--connect-timeout is between 1s and 10m, not "${connectTimeout}"`);
}

const LONGEST_CONNECT_MS = 10 * 60_000;

function readMs(text: string, option: string): number {
  const ms = parseDuration(text);
  if (ms === null)
    throw new CliFailure('usage', `${option} takes a duration such as 90s, 10m or 1h30m, not "${text}"`);
  return ms;
}

/** `text` is that of the release, whose names they are; null where it is not at hand. */
export function readPlaces(options: PlaceOptions, text: string | null): SetupChoice {
  checkPlaces(options, text);
  return {
    credentials: givenCredentials(options),
    secrets: new Map((options.secret ?? []).map((text) => [nameOf(text, '--secret'), givenSecret(text)])),
    knownHosts: (options.knownHosts ?? []).map(existing),
    vaultPassphrase: readVaultPassphrase(options.vaultPassphrase),
    ask: askLoginAtTerminal(),
    conditions: readConditions(options),
    connectTimeoutMs: readConnectTimeout(options),
  };
}

/** A file that was named on purpose is there: a mistyped name would leave every host unknown. */
function existing(path: string): string {
  if (existsSync(placeOf(path))) return path;
  throw new CliFailure('file-unreadable', `--known-hosts ${path}: there is no such file`);
}

export function readVars(given: readonly string[] | undefined): Record<string, string> {
  return Object.fromEntries(
    (given ?? []).map((text) => [nameOf(text, '--var'), text.slice(text.indexOf('=') + 1)]),
  );
}

/** A name that the release does not have is asked for by nothing: one that is misspelt is refused, another is told of. */
function checkPlaces({ credential = [], secret = [] }: PlaceOptions, text: string | null): void {
  const secrets = secret.map((given) => nameOf(given, '--secret'));
  const credentials = credential.map((given) => nameOf(given, '--credential'));
  const isNamed = [...secrets, ...credentials].some((name) => name !== DEFAULT_CREDENTIAL);
  const known = text === null || !isNamed ? null : namedPlaces(text);
  if (known === null) return;
  const former = known.secrets.map(formerName);
  checkNames({ kind: 'secret', given: secrets, known: known.secrets, also: former });
  checkNames({
    kind: 'credential',
    given: credentials,
    known: known.credentials,
    also: [DEFAULT_CREDENTIAL],
  });
}

interface GivenNames {
  readonly kind: 'secret' | 'credential';
  readonly given: readonly string[];
  /** Names in the release. */
  readonly known: readonly string[];
  /** What can be given besides. */
  readonly also: readonly string[];
}

function checkNames({ kind, given, known, also }: GivenNames): void {
  const usable = [...known, ...also];
  for (const name of given.filter((each) => !usable.includes(each))) {
    const names = known.length === 0 ? 'It names none' : `It names ${formatNames(known, NAMED)}`;
    const said = `--${kind} ${name}: the release names no such ${kind}`;
    const meant = didYouMean(
      name,
      usable.filter((each) => !given.includes(each)),
    );
    if (meant !== '') throw new CliFailure('unknown-name', `${said}${meant} ${names}`);
    process.stderr.write(`warning: ${safe(`${said}, so nothing uses it. ${names}`)}\n`);
  }
}

const NAMED = 20;

function nameOf(text: string, option: string): string {
  const cut = text.indexOf('=');
  if (cut < 1) throw new CliFailure('usage', `${option} takes NAME=VALUE, not "${text}"`);
  return text.slice(0, cut);
}

/** By name; as `--credential` and `--key-passphrase` say it. */
export function givenCredentials({
  credential = [],
  keyPassphrase = [],
}: Pick<PlaceOptions, 'credential' | 'keyPassphrase'>): ReadonlyMap<string, CredentialReference> {
  const given = new Map(credential.map((text) => [nameOf(text, '--credential'), credentialReference(text)]));
  for (const text of keyPassphrase) {
    const name = nameOf(text, '--key-passphrase');
    const key = given.get(name);
    if (key?.kind !== 'key')
      throw new CliFailure('usage', `--key-passphrase ${name} goes with --credential ${name}=key:PATH`);
    const passphrase = secretReference(text.slice(text.indexOf('=') + 1), '--key-passphrase');
    if (passphrase === null)
      throw new CliFailure('usage', `--key-passphrase takes NAME= with ${SOURCES}, not "${name}=…"`);
    given.set(name, { ...key, passphrase });
  }
  return given;
}

function credentialReference(text: string): CredentialReference {
  const value = text.slice(text.indexOf('=') + 1);
  if (value === 'agent') return { kind: 'agent', fingerprint: null };
  if (value.startsWith('key:')) return { kind: 'key', path: value.slice(4), passphrase: null };
  const source = value.startsWith('password-') ? secretReference(value.slice(9), '--credential') : null;
  if (source !== null) return { kind: 'password', source };
  throw new CliFailure(
    'usage',
    `--credential takes NAME=agent, NAME=key:PATH, or NAME=password- with ${SOURCES}, not "${text}"`,
  );
}

function givenSecret(text: string): GivenSecret {
  const value = text.slice(text.indexOf('=') + 1);
  if (value === 'lost') return { kind: 'lost' };
  const source = secretReference(value, '--secret');
  if (source !== null) return source;
  throw new CliFailure('usage', `--secret takes NAME= with ${SOURCES}, not "${nameOf(text, '--secret')}=…"`);
}

const SOURCES = 'env:VAR, file:PATH, vault:ENTRY, command:WORDS or ask';

/** Where a value is, as options say it; null where that is none of the ways. */
function secretReference(value: string, option: string): SecretReference | null {
  const [, way = '', rest = ''] = /^(env|file|vault|keychain|command):(.*)$/s.exec(value) ?? [];
  if (value === 'ask') return { kind: 'ask' };
  if (way === 'env') return { kind: 'env', variable: rest };
  if (way === 'file') return { kind: 'file', path: rest };
  if (way === 'command') return { kind: 'command', argv: commandWords(rest, option) };
  if (way !== 'vault' && way !== 'keychain') return null;
  if (!isEntryName(rest))
    throw new CliFailure('usage', `${option} names an entry, and "${rest}" is no name of one`);
  return { kind: way, entry: rest };
}

function commandWords(text: string, option: string): readonly string[] {
  const argv = readCommandWords(text);
  if (argv !== null && isWholePath(argv[0] ?? '')) return argv;
  throw new CliFailure(
    'usage',
    `${option} takes a command as the whole path of a program and its words, parted by blanks, or as a JSON list of them`,
  );
}

/** Where the passphrase of the vault is. */
export function readVaultPassphrase(text: string | undefined): SecretReference | null {
  return readPassphraseSource(text, '--vault-passphrase');
}

/** Where a passphrase is that no vault can hold. */
export function readPassphraseSource(text: string | undefined, option: string): SecretReference | null {
  if (text === undefined) return null;
  const source = secretReference(text, option);
  if (source !== null && source.kind !== 'vault' && source.kind !== 'keychain') return source;
  throw new CliFailure('usage', `${option} takes env:VAR, file:PATH, command:WORDS or ask`);
}
