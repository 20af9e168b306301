import { placeRelease, runEngine } from '../engine.ts';
import { type Fleet, withFleet } from '../fleet.ts';
import { alternate, compare, type Figure, type Measurement, timed } from '../measure.ts';
import { onEveryHost, withMasters } from '../open-ssh.ts';
import { runRaw } from '../raw-ssh2.ts';
import { commands, releaseText } from '../release-text.ts';

const HOSTS = 20;
const STEPS = 20;
const ROUNDS = 5;
const WHAT = `${STEPS} steps × ${HOSTS} hosts, barrier after each`;

export const steps: Measurement = {
  name: 'steps',
  title: `${WHAT}, on open connections`,
  measure: () => withFleet(HOSTS, (fleet) => withMasters(fleet, (masters) => measure(fleet, masters))),
};

async function measure(fleet: Fleet, masters: readonly string[]): Promise<Figure[]> {
  const stepsOf = (mode: 'tracked' | 'attached') =>
    placeRelease(fleet, releaseText(fleet.hosts, HOSTS, commands(STEPS, 'true', mode)));
  const tracked = await stepsOf('tracked');
  const attached = await stepsOf('attached');
  const took = await alternate(ROUNDS, {
    tracked: async () => (await runEngine(tracked)).stepsMs,
    attached: async () => (await runEngine(attached)).stepsMs,
    raw: async () => sum((await runRaw(fleet, 'true', { kind: 'warm', steps: STEPS })).took),
    ssh: () => timed(() => overMasters(fleet, masters)),
  });
  const raw = { name: 'raw ssh2', values: took.raw };
  const ssh = { name: 'ssh, ControlMaster', values: took.ssh };
  return [
    compare({ what: `${WHAT}, attached`, ours: took.attached, reference: raw, target: { ratioAtMost: 0.6 } }),
    compare({ what: `${WHAT}, tracked`, ours: took.tracked, reference: raw, target: { ratioAtMost: 1.8 } }),
    compare({ what: `${WHAT}, tracked`, ours: took.tracked, reference: ssh, target: { ratioAtMost: 0.5 } }),
  ];
}

async function overMasters(fleet: Fleet, options: readonly string[]): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) await onEveryHost({ fleet, atOnce: HOSTS, options }, 'true');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
