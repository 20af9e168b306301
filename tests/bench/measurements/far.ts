import { copyFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startRelay } from '#support/relay.ts';
import { placeRelease, runEngine } from '../engine.ts';
import { type Fleet, withFleet } from '../fleet.ts';
import { writeNoise } from '../log-text.ts';
import { alternate, compare, type Figure, type Measurement, median } from '../measure.ts';
import { SAME_EXCHANGE } from '../open-ssh.ts';
import { run } from '../programs.ts';
import { runRaw } from '../raw-ssh2.ts';
import { commands, releaseText } from '../release-text.ts';

const ROUND_TRIP_MS = 20;
const STEPS = 30;
const MEGABYTES = 20;
const ROUNDS = 3;
const PACKAGE = 'package.bin';
const FAR = `${ROUND_TRIP_MS} ms round trip`;

export const far: Measurement = {
  name: 'far',
  title: `one host behind a way of ${FAR}`,
  measure: () => withFleet(1, measure),
};

async function measure(fleet: Fleet): Promise<Figure[]> {
  const [host] = fleet.hosts;
  if (host === undefined) throw new Error('no host');
  const relay = await startRelay(host, ROUND_TRIP_MS / 2);
  try {
    const { address, port } = relay;
    const away = { ...fleet, hosts: [{ ...host, address, port }] };
    return [...(await ofSteps(away)), ...(await ofUpload(away, join(fleet.homeOf(host), PACKAGE)))];
  } finally {
    await relay.cut();
  }
}

async function ofSteps(fleet: Fleet): Promise<Figure[]> {
  const what = `one more step on an open connection, ${FAR}, p50`;
  const stepsOf = (mode: 'tracked' | 'attached') =>
    placeRelease(fleet, releaseText(fleet.hosts, 1, commands(STEPS, 'true', mode)));
  const [tracked, attached] = [await stepsOf('tracked'), await stepsOf('attached')];
  const took = await alternate(ROUNDS, {
    tracked: async () => median((await runEngine(tracked)).stepMs),
    attached: async () => median((await runEngine(attached)).stepMs),
    raw: async () => median((await runRaw(fleet, 'true', { kind: 'warm', steps: STEPS })).took),
  });
  const reference = { name: 'raw ssh2', values: took.raw };
  return [
    compare({ what: `${what}, attached`, ours: took.attached, reference, target: null }),
    compare({ what: `${what}, tracked`, ours: took.tracked, reference, target: null }),
  ];
}

async function ofUpload(fleet: Fleet, target: string): Promise<Figure[]> {
  const [host] = fleet.hosts;
  if (host === undefined) throw new Error('no host');
  const body = { upload: { from: PACKAGE, to: target } };
  const release = await placeRelease(fleet, releaseText(fleet.hosts, 1, [{ id: 'upload', body }]));
  const source = join(dirname(release.releaseFile), PACKAGE);
  writeNoise(source, MEGABYTES);
  await copyFile(source, target);
  const afresh = (work: () => Promise<number>) => async () => {
    await rm(target);
    return work();
  };
  // The host's key stands under another port in the bench's own list of hosts.
  const way = ['-P', `${host.port}`, '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  const login = ['-i', fleet.keyPath, '-o', 'IdentitiesOnly=yes', '-o', 'LogLevel=ERROR'];
  const place = `${host.user}@${host.address}:${target}`;
  const took = await alternate(ROUNDS, {
    ours: afresh(async () => (await runEngine(release)).wholeMs),
    scp: afresh(() => run('scp', ['-q', '-F', 'none', ...SAME_EXCHANGE, ...way, ...login, source, place])),
  });
  return [
    compare({
      what: `upload ${MEGABYTES} MB, SHA-256 at both ends, atomic, ${FAR}`,
      ours: took.ours,
      reference: { name: 'scp', values: took.scp },
      target: { ratioAtMost: 1.6 },
    }),
  ];
}
