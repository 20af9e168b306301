/** Keys that people sign with, at the terminal. Passphrases are typed unseen, never words of a command. */

import { readText } from '#adapters/files/read-text.ts';
import { writePublicKeyFile } from '#adapters/signing/minisign.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { describeStanding, formatKeyWords } from '#core/words/library/describe-signing.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { qrModules } from '#operations/qr-modules.ts';
import {
  keyNamed,
  listKeys,
  makeKey,
  readKey,
  revokeKey,
  type ShownKey,
  trustKey,
} from '#operations/signing-keys.ts';
import { confirmAtTerminal, isAtTerminal } from '../ask.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import { newKeyPassphrase } from '../key-passphrase.ts';
import { chooseOperator } from '../operator.ts';
import { openOut } from '../out-file.ts';
import type { KeyAction } from '../program/actions.ts';
import { namesFile, whyUnreadable } from '../release-file.ts';
import { withLibrary, withNewLibrary } from '../session.ts';
import { printJson, safe, table } from '../terminal.ts';

interface KeyOptions {
  readonly data?: string;
  readonly name?: string;
  readonly note?: string;
  readonly operator?: string;
  readonly words?: string;
  readonly passphrase?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** What each action takes: a key or a name, and options of its own. */
const TAKES: Readonly<Record<KeyAction, { readonly what: string | null; readonly only: readonly string[] }>> =
  {
    make: { what: 'the name of its owner', only: ['operator', 'passphrase'] },
    list: { what: null, only: [] },
    show: { what: 'a key, by its name or id', only: ['out', 'force'] },
    trust: {
      what: 'a public key: the line that begins with RW, or a file',
      only: ['name', 'operator', 'words'],
    },
    revoke: { what: 'a key, by its name or id', only: ['note', 'operator'] },
  };

export function keyCommand(action: KeyAction, key: string | undefined, options: KeyOptions): Promise<number> {
  mustFit(action, key, options);
  const within = action === 'make' || action === 'trust' ? withNewLibrary<number> : withLibrary<number>;
  return within(options.data, (library) => DO[action](library, key ?? '', options));
}

function mustFit(action: KeyAction, key: string | undefined, options: KeyOptions): void {
  const { what, only } = TAKES[action];
  if (what !== null && key === undefined) throw new CliFailure('usage', `key ${action} takes ${what}`);
  if (what === null && key !== undefined) throw new CliFailure('usage', `key ${action} takes no key`);
  const stray = Object.keys(options).find((name) => !['data', 'json', ...only].includes(name));
  if (stray !== undefined) throw new CliFailure('usage', `--${stray} does not go with key ${action}`);
}

const DO: Readonly<
  Record<KeyAction, (library: Library, key: string, options: KeyOptions) => Promise<number>>
> = {
  async make(library, name, options) {
    const by = await chooseOperator([], options.operator);
    const passphrase = await newKeyPassphrase(library, options.passphrase);
    return print(must(await makeKey(library, { name, by, passphrase })), options);
  },
  async list(library, _key, { json }) {
    const keys = listKeys(library);
    if (json) printJson(keys);
    else if (keys.length > 0)
      process.stdout.write(table(keys.map((each) => [each.name, each.id, describeStanding(each)])));
    else process.stderr.write('No key is known here yet. Make one with holdpoint key make NAME\n');
    return EXIT.ok;
  },
  async show(library, named, options) {
    const key = must(keyNamed(library, named));
    if (options.out === undefined) return print(key, options);
    return (await openOut({ ...options, out: options.out }))(writePublicKeyFile(key.id, key.publicKey));
  },
  async trust(library, given, options) {
    const { name = '' } = options;
    if (name.trim() === '') throw new CliFailure('usage', 'Say whose key it is with --name');
    const text = namesFile(given) && !given.startsWith('RW') ? await readKeyFile(given) : given;
    const read = must(readKey(text));
    const by = await chooseOperator([], options.operator);
    const words = await comparedWords(read, options.words);
    return print(must(trustKey(library, text, { name, by, words })), options);
  },
  async revoke(library, named, options) {
    const why = options.note?.trim() ?? '';
    if (why === '') throw new CliFailure('usage', '--note says why the key is revoked');
    const by = await chooseOperator([], options.operator);
    return print(must(revokeKey(library, named, { why, by })), options);
  },
};

function must<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value;
  throw refusalOf(result.error);
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readText(path, MOST_KEY_BYTES);
  } catch (error) {
    throw new CliFailure('file-unreadable', `${path}: ${whyUnreadable(error)}`);
  }
}

const MOST_KEY_BYTES = 16 * 1024;

/** The words of the key once a person has compared them with those of its owner. */
async function comparedWords(
  { id, words }: Pick<ShownKey, 'id' | 'words'>,
  given: string | undefined,
): Promise<readonly string[]> {
  if (given !== undefined)
    return given
      .toLowerCase()
      .split(/[^a-z]+/)
      .filter((word) => word !== '');
  if (!isAtTerminal())
    throw new CliFailure(
      'key-not-compared',
      'A person at a terminal compares the words of the key with those of its owner. Elsewhere give the words that you got another way: --words "…"',
    );
  process.stderr.write(`Key ${id} has these words:\n\n  ${formatKeyWords(words)}\n\n`);
  if (await confirmAtTerminal('Did its owner read you the same words, by telephone or in person [y/N]? '))
    return words;
  throw new CliFailure('key-not-compared', 'Nothing was changed', EXIT.failed);
}

function print(key: ShownKey, { json }: Pick<KeyOptions, 'json'>): number {
  if (json) {
    printJson(key);
    return EXIT.ok;
  }
  process.stdout.write(
    `${[
      `${safe(key.name)}, key ${key.id}`,
      safe(describeStanding(key)),
      `Public key  ${key.publicKey}`,
      `Words       ${formatKeyWords(key.words)}`,
      ...(key.revoked === null ? ['', ...qrLines(key.publicKey)] : []),
    ].join('\n')}\n`,
  );
  return EXIT.ok;
}

const QUIET = 2;
const HALVES = { '00': '█', '01': '▀', '10': '▄', '11': ' ' } as const;

/** Two rows in one line, light on dark, as most terminals are. */
function qrLines(text: string): readonly string[] {
  const modules = qrModules(text);
  const size = modules.length + 2 * QUIET;
  const isDark = (row: number, column: number) => modules[row - QUIET]?.[column - QUIET] ?? false;
  const places = Array.from({ length: size }, (_, i) => i);
  return Array.from({ length: Math.ceil(size / 2) }, (_, line) =>
    places
      .map((column) => {
        const pair = `${Number(isDark(2 * line, column))}${Number(isDark(2 * line + 1, column))}`;
        return HALVES[pair as keyof typeof HALVES];
      })
      .join(''),
  );
}
