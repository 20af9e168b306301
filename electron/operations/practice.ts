/** The sample release with practice hosts of its own: everything needed to try the whole path without a host. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PracticeHosts, startPracticeHosts } from '#adapters/practice/practice-hosts.ts';
import { PRACTICE_CREDENTIAL } from '#adapters/practice/practice-release.ts';
import type { ReleaseReader } from './release-reader.ts';

export interface Practice {
  readonly hosts: PracticeHosts;
  /** The sample release, written for these hosts. What a person made of it before is kept. */
  readonly releaseFile: string;
  readonly credential: string;
  /** A release's text with these hosts in it and all else as it was; null where it cannot be read as YAML. */
  adapt(text: string): Promise<string | null>;
}

const NAMES = ['gate', 'web1', 'web2', 'web3', 'db1'];
const SAMPLE = 'practice.release.yaml';

interface PracticeFolders {
  /** The shipped folder. */
  readonly samples: string;
  /** A folder of ours. */
  readonly folder: string;
}

export async function startPractice(
  { samples, folder }: PracticeFolders,
  reader: ReleaseReader,
): Promise<Practice> {
  const hosts = await startPracticeHosts({
    names: NAMES,
    dir: join(folder, 'hosts'),
    seed: join(samples, 'practice-hosts'),
  });
  try {
    return await withRelease(hosts, { samples, folder: join(folder, 'release') }, reader);
  } catch (error) {
    await hosts.stop();
    throw error;
  }
}

async function withRelease(
  hosts: PracticeHosts,
  { samples, folder }: PracticeFolders,
  reader: ReleaseReader,
): Promise<Practice> {
  await mkdir(folder, { recursive: true });
  await cp(join(samples, 'package'), join(folder, 'package'), { recursive: true, force: false });
  const releaseFile = join(folder, SAMPLE);
  const adapt: Practice['adapt'] = (text) => reader.adapt(text, hosts.hosts);
  const kept = await readFile(releaseFile, 'utf8').catch(() => null);
  const text = kept ?? (await reader.freshen(await readFile(join(samples, SAMPLE), 'utf8'), new Date()));
  const adapted = await adapt(text);
  if (adapted !== null) await writeFile(releaseFile, adapted);
  return { hosts, releaseFile, credential: PRACTICE_CREDENTIAL, adapt };
}
