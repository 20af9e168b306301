import { copyFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { placeRelease, runEngine } from '../engine.ts';
import { type Fleet, withFleet } from '../fleet.ts';
import { writeNoise } from '../log-text.ts';
import { alternate, compare, type Figure, type Measurement } from '../measure.ts';
import { SAME_EXCHANGE } from '../open-ssh.ts';
import { run } from '../programs.ts';
import { releaseText } from '../release-text.ts';

const MEGABYTES = 200;
const ROUNDS = 3;
const PACKAGE = 'package.bin';
const WHAT = `upload ${MEGABYTES} MB, SHA-256 at both ends, atomic`;

export const upload: Measurement = { name: 'upload', title: WHAT, measure: () => withFleet(1, measure) };

async function measure(fleet: Fleet): Promise<Figure[]> {
  const [host] = fleet.hosts;
  if (host === undefined) throw new Error('no host');
  const target = join(fleet.homeOf(host), PACKAGE);
  const body = { upload: { from: PACKAGE, to: target } };
  const release = await placeRelease(fleet, releaseText(fleet.hosts, 1, [{ id: 'upload', body }]));
  const source = join(dirname(release.releaseFile), PACKAGE);
  writeNoise(source, MEGABYTES);
  await copyFile(source, target);
  const afresh = (work: () => Promise<number>) => async () => {
    await rm(target);
    return work();
  };
  const took = await alternate(ROUNDS, {
    ours: afresh(async () => (await runEngine(release)).wholeMs),
    scp: afresh(() =>
      run('scp', ['-q', '-F', fleet.sshConfig, ...SAME_EXCHANGE, source, `${host.name}:${target}`]),
    ),
  });
  return [
    compare({
      what: WHAT,
      ours: took.ours,
      reference: { name: 'scp', values: took.scp },
      target: { ratioAtMost: 1.6 },
    }),
  ];
}
