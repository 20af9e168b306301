import { resolve } from 'node:path';
import { practiceLimits } from '#adapters/practice/practice-hosts.ts';
import { unpackedFile } from '#adapters/system/program-files.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { formatAddressAndPort } from '#core/words/figures/format-address.ts';
import { startPractice } from '#operations/practice.ts';
import { createReader } from '#operations/release-reader.ts';
import { EXIT } from '../failure.ts';

/** Shipped beside the program. */
const SAMPLES = unpackedFile('resources', 'samples');

/** Starts practice hosts and says how to run the sample release on them; ends when interrupted. */
export async function practiceCommand(options: { readonly dir: string }): Promise<number> {
  const { hosts, releaseFile, credential } = await startPractice(
    { samples: SAMPLES, folder: resolve(options.dir) },
    createReader(sha256),
  );
  for (const host of hosts.hosts)
    process.stdout.write(
      `${host.name.padEnd(6)} ${formatAddressAndPort(host.address, host.port)}  ${host.dir}\n`,
    );
  const limits = practiceLimits();
  if (limits !== null) process.stdout.write(`\n${limits}\n`);
  process.stdout.write(
    `\nThe practice hosts run until you press Ctrl+C. In another terminal:\n  holdpoint run ${releaseFile} --env practice --credential ${credential}=key:${hosts.privateKeyPath}\n`,
  );
  await new Promise<void>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
  await hosts.stop();
  return EXIT.ok;
}
