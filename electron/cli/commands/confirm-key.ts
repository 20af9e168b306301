/** Takes the new key of a host that a release announces, by a person's word. */

import type { LearnedHostKey } from '#adapters/ssh/learn-host-key.ts';
import { createClock } from '#adapters/system/clock.ts';
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

export interface ConfirmKeyOptions extends PlaceOptions {
  readonly data?: string;
  readonly env: string;
  readonly note: string;
  readonly operator?: string;
  readonly fingerprint?: string;
}

export async function confirmKeyCommand(
  path: string,
  name: string,
  options: ConfirmKeyOptions,
): Promise<number> {
  const { file, loaded } = await loadReleaseFile(path);
  const { environments, info } = loaded.release;
  const hosts = environments.find((each) => each.name === options.env)?.hosts;
  if (!hosts) throw new CliFailure('unknown-environment', `${path} has no environment ${options.env}`);
  const host = hosts.find((each) => each.name === name);
  if (!host) throw new CliFailure('unknown-host', `${options.env} has no host ${name}`);
  const why = options.note.trim();
  if (why === '') throw new CliFailure('usage', '--note says why the new key is right');
  const by = await chooseOperator(info.people, options.operator);
  return withNewLibrary(options.data, async (library) => {
    const { transport } = createRunSetup(library, file.folder, readPlaces(options, loaded.text));
    try {
      const learned = await transport.learnHostKey(host, hosts);
      if (!learned.ok) throw refusalOf(learned.error, EXIT.failed);
      const key = learned.value;
      mustBeAnnounced(key);
      for (const line of shown(key)) process.stderr.write(`${safe(line)}\n`);
      await mustAgree(key, options.fingerprint);
      const { address, port, publicKey, fingerprint, keyType, expected: replaced } = key;
      const rotation = { replaced, release: info.id, why };
      library.acceptHostKey({ address, port, publicKey, fingerprint, keyType, by, rotation });
      const at = createClock().now().toISOString();
      process.stdout.write(`${safe(`${name}: ${describeRotation({ ...rotation, by, at })}`)}\n`);
      return EXIT.ok;
    } finally {
      await transport.close();
    }
  });
}

function shown({ host, keyType, fingerprint, expected }: LearnedHostKey): readonly string[] {
  return [
    `${host} shows a new ${keyType} key, which this release announces.`,
    ...expected.map((old) => `  trusted until now  ${old}`),
    `  shown now          ${fingerprint}`,
  ];
}

/** A key that nobody announced is not taken here, whoever asks. */
function mustBeAnnounced({ host, verdict, fingerprint, expected }: LearnedHostKey): void {
  switch (verdict) {
    case 'announced':
      return;
    case 'trusted':
      throw new CliFailure(
        'nothing-to-confirm',
        `${host} shows the key ${fingerprint}, which is trusted already`,
      );
    case 'changed':
      throw new CliFailure(
        'host-key-changed',
        `${host}: ${describeConnectFault({ kind: 'key-changed', presented: fingerprint, expected, source: 'not announced' }, host)}`,
      );
    default:
      throw new CliFailure(
        `host-key-${verdict}`,
        `${host} shows the key ${fingerprint}, which the release does not announce. A key that is to come stands under next_host_keys of the host`,
      );
  }
}

async function mustAgree({ fingerprint }: LearnedHostKey, given: string | undefined): Promise<void> {
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
      'Did you compare the new fingerprint with one that you got another way, and is it the same [y/N]? ',
    ))
  )
    throw new CliFailure('not-confirmed', 'Nothing was changed', EXIT.failed);
}
