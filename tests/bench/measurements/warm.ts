import { placeRelease, runEngine } from '../engine.ts';
import { type Fleet, withFleet } from '../fleet.ts';
import { alternate, compare, type Figure, type Measurement, median } from '../measure.ts';
import { onEveryHost, withMasters } from '../open-ssh.ts';
import { runRaw } from '../raw-ssh2.ts';
import { commands, releaseText } from '../release-text.ts';

const STEPS = 100;
const ROUNDS = 5;
const WHAT = 'one more step on an open connection, p50';

export const warm: Measurement = {
  name: 'warm',
  title: WHAT,
  measure: () => withFleet(1, (fleet) => withMasters(fleet, (masters) => measure(fleet, masters))),
};

async function measure(fleet: Fleet, masters: readonly string[]): Promise<Figure[]> {
  const release = await placeRelease(fleet, releaseText(fleet.hosts, 1, commands(STEPS, 'true')));
  const took = await alternate(ROUNDS, {
    ours: async () => median((await runEngine(release)).stepMs),
    raw: async () => median(await runRaw(fleet, 'true', { kind: 'warm', steps: STEPS })),
    ssh: () => onEveryHost({ fleet, atOnce: 1, options: masters }, 'true'),
  });
  return [
    compare({ what: WHAT, ours: took.ours, reference: { name: 'raw ssh2', values: took.raw }, target: null }),
    compare({
      what: WHAT,
      ours: took.ours,
      reference: { name: 'ssh, ControlMaster', values: took.ssh },
      target: null,
    }),
  ];
}
