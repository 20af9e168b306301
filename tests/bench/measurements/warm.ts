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
  const stepsOf = (mode: 'tracked' | 'attached') =>
    placeRelease(fleet, releaseText(fleet.hosts, 1, commands(STEPS, 'true', mode)));
  const tracked = await stepsOf('tracked');
  const attached = await stepsOf('attached');
  const hosts = fleet.hosts.map((host) => ({ ...host, transport: 'openssh' as const }));
  const bySystem = await placeRelease(fleet, releaseText(hosts, 1, commands(STEPS, 'true')));
  const took = await alternate(ROUNDS, {
    tracked: async () => median((await runEngine(tracked)).stepMs),
    attached: async () => median((await runEngine(attached)).stepMs),
    bySystem: async () => median((await runEngine(bySystem)).stepMs),
    raw: async () => median((await runRaw(fleet, 'true', { kind: 'warm', steps: STEPS })).took),
    ssh: () => onEveryHost({ fleet, atOnce: 1, options: masters }, 'true'),
  });
  const raw = { name: 'raw ssh2', values: took.raw };
  const ssh = { name: 'ssh, ControlMaster', values: took.ssh };
  return [
    compare({ what: `${WHAT}, attached`, ours: took.attached, reference: raw, target: { ratioAtMost: 0.5 } }),
    compare({ what: `${WHAT}, tracked`, ours: took.tracked, reference: raw, target: { ratioAtMost: 2.7 } }),
    compare({ what: `${WHAT}, tracked`, ours: took.tracked, reference: ssh, target: null }),
    compare({
      what: `${WHAT}, tracked, transport: openssh`,
      ours: took.bySystem,
      reference: ssh,
      target: null,
    }),
  ];
}
