/** Takes the key of a host by a person's word: one that nobody here knows, or a new one that a release announces. */

import type { Library } from '#adapters/sqlite/library.ts';
import type { LearnedHostKey } from '#adapters/ssh/learn-host-key.ts';
import { createClock } from '#adapters/system/clock.ts';
import { didYouMean } from '#core/release/suggest.ts';
import { formatAddressAndPort } from '#core/words/figures/format-address.ts';
import { describeConnectFault } from '#core/words/hosts/describe-connecting.ts';
import { describeRotation } from '#core/words/hosts/describe-notice.ts';
import { createRunSetup } from '#operations/run-setup.ts';
import { confirmAtTerminal, isAtTerminal } from '../ask.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import { chooseOperator } from '../operator.ts';
import { type PlaceOptions, readPlaces } from '../options.ts';
import { loadReleaseFile } from '../release-file.ts';
import { withNewLibrary } from '../session.ts';
import { safe } from '../terminal.ts';

export interface TrustOptions extends PlaceOptions {
  readonly data?: string;
  readonly env: string;
  readonly operator?: string;
  readonly fingerprint?: string;
}

export interface ConfirmKeyOptions extends TrustOptions {
  readonly note: string;
}

export function confirmKeyCommand(path: string, name: string, options: ConfirmKeyOptions): Promise<number> {
  const why = options.note.trim();
  if (why === '') throw new CliFailure('usage', '--note says why the new key is right');
  return withHostKey({ path, name, options }, async ({ library, key, release, by }) => {
    mustBe('announced', key);
    await mustAgree(shown(key), key, options.fingerprint);
    const rotation = { replaced: key.expected, release, why };
    library.acceptHostKey({ ...keyOf(key), by, rotation });
    return describeRotation({ ...rotation, by, at: createClock().now().toISOString() });
  });
}

/** Takes the key of a host that nobody here knows. */
export function trustCommand(path: string, name: string, options: TrustOptions): Promise<number> {
  return withHostKey({ path, name, options }, async ({ library, key, by }) => {
    mustBe('unknown', key);
    const { host, keyType, fingerprint, address, port } = key;
    const lines = [`${host} shows a ${keyType} key that nobody here knows.`, `  shown now  ${fingerprint}`];
    await mustAgree(lines, key, options.fingerprint);
    library.acceptHostKey({ ...keyOf(key), by });
    return `the key ${fingerprint} is trusted as ${formatAddressAndPort(address, port)}, accepted by ${by}`;
  });
}

interface Asked {
  readonly path: string;
  readonly name: string;
  readonly options: TrustOptions;
}

interface Learned {
  readonly library: Library;
  readonly key: LearnedHostKey;
  readonly release: string;
  readonly by: string;
}

/** Asks the host for its key without logging in; `take` gives what is said of it. */
async function withHostKey(
  { path, name, options }: Asked,
  take: (learned: Learned) => Promise<string>,
): Promise<number> {
  const { file, loaded } = await loadReleaseFile(path);
  const { environments, info } = loaded.release;
  const hosts = environments.find((each) => each.name === options.env)?.hosts;
  const meant = (word: string, known: readonly { readonly name: string }[]): string =>
    didYouMean(
      word,
      known.map((each) => each.name),
    );
  if (!hosts)
    throw new CliFailure(
      'unknown-environment',
      `${path} has no environment ${options.env}${meant(options.env, environments)}`,
    );
  const host = hosts.find((each) => each.name === name);
  if (!host) throw new CliFailure('unknown-host', `${options.env} has no host ${name}${meant(name, hosts)}`);
  const by = await chooseOperator(info.people, options.operator);
  return withNewLibrary(options.data, async (library) => {
    const { transport } = createRunSetup(library, file.folder, readPlaces(options, loaded.text));
    try {
      const learned = await transport.learnHostKey(host, hosts);
      if (!learned.ok) throw refusalOf(learned.error, EXIT.failed);
      const said = await take({ library, key: learned.value, release: info.id, by });
      process.stdout.write(`${safe(`${name}: ${said}`)}\n`);
      return EXIT.ok;
    } finally {
      await transport.close();
    }
  });
}

function keyOf({ address, port, publicKey, fingerprint, keyType }: LearnedHostKey) {
  return { address, port, publicKey, fingerprint, keyType };
}

function shown({ host, keyType, fingerprint, expected }: LearnedHostKey): readonly string[] {
  return [
    `${host} shows a new ${keyType} key, which this release announces.`,
    ...expected.map((old) => `  trusted until now  ${old}`),
    `  shown now          ${fingerprint}`,
  ];
}

/** A key that nobody announced is not taken in place of another, and one that is announced not without saying why. */
function mustBe(wanted: 'announced' | 'unknown', key: LearnedHostKey): void {
  const { host, verdict, fingerprint, expected } = key;
  if (verdict === wanted) return;
  const shows = `${host} shows the key ${fingerprint}, which`;
  switch (verdict) {
    case 'trusted':
      throw new CliFailure('nothing-to-confirm', `${shows} is trusted already`);
    case 'changed':
      throw new CliFailure(
        'host-key-changed',
        `${host}: ${describeConnectFault({ kind: 'key-changed', presented: fingerprint, expected, source: 'not announced' }, host)}`,
      );
    case 'announced':
      throw new CliFailure('host-key-announced', `${shows} the release announces: holdpoint confirm-key`);
    case 'unknown':
      throw new CliFailure(
        'host-key-unknown',
        `${shows} the release does not announce. A key that is to come stands under next_host_keys of the host`,
      );
    default:
      throw new CliFailure(`host-key-${verdict}`, `${shows} is not accepted: it is ${verdict}`);
  }
}

async function mustAgree(
  lines: readonly string[],
  { fingerprint }: LearnedHostKey,
  given: string | undefined,
): Promise<void> {
  for (const line of lines) process.stderr.write(`${safe(line)}\n`);
  if (given === fingerprint) return;
  if (given !== undefined)
    throw new CliFailure(
      'not-confirmed',
      `It is not the key that --fingerprint says: ${given}. Nothing was changed`,
    );
  if (!isAtTerminal())
    throw new CliFailure(
      'not-confirmed',
      'A person at a terminal compares the two. Elsewhere give the fingerprint that you got another way: --fingerprint SHA256:…',
    );
  if (
    !(await confirmAtTerminal(
      'Did you compare the fingerprint with one that you got another way, and is it the same [y/N]? ',
    ))
  )
    throw new CliFailure('not-confirmed', 'Nothing was changed', EXIT.failed);
}
