/** The sample release with practice hosts of its own: everything needed to try the whole path without a host. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PracticeHosts, startPracticeHosts } from '#adapters/practice/practice-hosts.ts';
import { PRACTICE_CREDENTIAL, practiceRelease } from '#adapters/practice/practice-release.ts';

export interface Practice {
  readonly hosts: PracticeHosts;
  /** The sample release, written for these hosts. */
  readonly releaseFile: string;
  readonly credential: string;
}

const NAMES = ['gate', 'web1', 'web2', 'web3', 'db1'];
const SAMPLE = 'practice.release.yaml';

/** `samples`: the shipped folder; `folder`: a folder of ours that is made anew. */
export async function startPractice(samples: string, folder: string): Promise<Practice> {
  const hosts = await startPracticeHosts({
    names: NAMES,
    dir: join(folder, 'hosts'),
    seed: join(samples, 'practice-hosts'),
  });
  const releases = join(folder, 'release');
  await mkdir(releases, { recursive: true });
  await cp(join(samples, 'package'), join(releases, 'package'), { recursive: true });
  const releaseFile = join(releases, SAMPLE);
  await writeFile(
    releaseFile,
    practiceRelease(await readFile(join(samples, SAMPLE), 'utf8'), hosts.hosts, new Date()),
  );
  return { hosts, releaseFile, credential: PRACTICE_CREDENTIAL };
}
