import { join } from 'node:path';
import { type EngineTook, placeRelease, runEngine } from '../engine.ts';
import { type Fleet, withFleet } from '../fleet.ts';
import { writeLog } from '../log-text.ts';
import { alternate, compare, type Figure, longestStall, type Measurement, median } from '../measure.ts';
import { onEveryHost, SAME_EXCHANGE } from '../open-ssh.ts';
import { run } from '../programs.ts';
import { commands, releaseText } from '../release-text.ts';

const MEGABYTES = 100;
const ROUNDS = 5;
const MANY = { hosts: 20, megabytes: 5 };

export const output: Measurement = {
  name: 'output',
  title: 'output of commands: stored, hashed, compressed',
  measure: async () => [...(await withFleet(1, fromOne)), ...(await withFleet(MANY.hosts, fromMany))],
};

async function fromOne(fleet: Fleet): Promise<Figure[]> {
  const file = join(fleet.folder, 'big.log');
  writeLog(file, MEGABYTES);
  const command = `cat ${file}`;
  const release = await placeRelease(fleet, releaseText(fleet.hosts, 1, commands(1, command)));
  const [host] = fleet.hosts;
  const all: EngineTook[] = [];
  const took = await alternate(ROUNDS, {
    ours: async () => {
      const run = await runEngine(release);
      all.push(run);
      return run.wholeMs;
    },
    ssh: () =>
      run('ssh', ['-n', '-F', fleet.sshConfig, ...SAME_EXCHANGE, host?.name ?? '', command], {
        stdoutFile: join(fleet.folder, 'copy.log'),
      }),
  });
  const what = `${MEGABYTES} MB of output from one host`;
  const peak = median(all.map((run) => run.peakMb));
  return [
    compare({
      what,
      ours: took.ours,
      reference: { name: 'ssh to a file', values: took.ssh },
      target: { ratioAtMost: 2 },
    }),
    {
      what: `${what}: peak memory`,
      unit: 'MB',
      ours: peak,
      reference: null,
      ratio: null,
      target: { at: 'most', value: 200 },
    },
    longestStall(what, all),
  ];
}

async function fromMany(fleet: Fleet): Promise<Figure[]> {
  const file = join(fleet.folder, 'some.log');
  writeLog(file, MANY.megabytes);
  const command = `cat ${file}`;
  const release = await placeRelease(fleet, releaseText(fleet.hosts, MANY.hosts, commands(1, command)));
  const took = await alternate(ROUNDS, {
    ours: async () => (await runEngine(release)).wholeMs,
    ssh: () => onEveryHost({ fleet, atOnce: MANY.hosts }, command),
  });
  return [
    compare({
      what: `${MANY.hosts} hosts × ${MANY.megabytes} MB at once`,
      ours: took.ours,
      reference: { name: 'xargs ssh, nothing kept', values: took.ssh },
      target: { ratioAtMost: 1.5 },
    }),
  ];
}
