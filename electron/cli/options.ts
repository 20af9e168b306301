/** How the values of options are read. */

import type { CredentialReference, GivenSecret } from '#core/library/references.ts';
import { parseDuration } from '#core/release/duration.ts';
import { namedPlaces } from '#core/release/named-places.ts';
import { didYouMean } from '#core/release/suggest.ts';
import { formatNames } from '#core/words/format-count.ts';
import { formerName } from '#engine/known-secrets.ts';
import type { RunConditions } from '#engine/run-handle.ts';
import type { SetupChoice } from '#operations/run-setup.ts';
import { DEFAULT_CREDENTIAL } from '#operations/workstation-secrets.ts';
import { askLoginAtTerminal } from './ask-login.ts';
import { CliFailure } from './failure.ts';
import { safe } from './terminal.ts';

export interface PlaceOptions extends ConditionOptions {
  readonly credential?: readonly string[];
  readonly secret?: readonly string[];
  readonly knownHosts?: readonly string[];
  readonly connectTimeout?: string;
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

/** Collects the values of an option that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** `text` is that of the release, whose names they are; null where it is not at hand. */
export function readPlaces(options: PlaceOptions, text: string | null): SetupChoice {
  checkPlaces(options, text);
  return {
    credentials: new Map(
      (options.credential ?? []).map((text) => [nameOf(text, '--credential'), credentialReference(text)]),
    ),
    secrets: new Map((options.secret ?? []).map((text) => [nameOf(text, '--secret'), givenSecret(text)])),
    knownHosts: options.knownHosts ?? [],
    ask: askLoginAtTerminal(),
    conditions: readConditions(options),
    connectTimeoutMs: readConnectTimeout(options),
  };
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

function credentialReference(text: string): CredentialReference {
  const value = text.slice(text.indexOf('=') + 1);
  if (value === 'agent') return { kind: 'agent', fingerprint: null };
  if (value.startsWith('key:')) return { kind: 'key', path: value.slice(4), passphrase: null };
  if (value.startsWith('password-env:'))
    return { kind: 'password', source: { kind: 'env', variable: value.slice(13) } };
  if (value === 'password-ask') return { kind: 'password', source: { kind: 'ask' } };
  throw new CliFailure(
    'usage',
    `--credential takes NAME=agent, NAME=key:PATH, NAME=password-env:VAR or NAME=password-ask, not "${text}"`,
  );
}

function givenSecret(text: string): GivenSecret {
  const value = text.slice(text.indexOf('=') + 1);
  if (value.startsWith('env:')) return { kind: 'env', variable: value.slice(4) };
  if (value.startsWith('file:')) return { kind: 'file', path: value.slice(5) };
  if (value === 'ask') return { kind: 'ask' };
  if (value === 'lost') return { kind: 'lost' };
  throw new CliFailure(
    'usage',
    `--secret takes NAME=env:VAR, NAME=file:PATH or NAME=ask, not "${nameOf(text, '--secret')}=…"`,
  );
}
