import { placeRelease, runEngine } from '../engine.ts';
import { type Fleet, withFleet } from '../fleet.ts';
import { alternate, compare, type Figure, type Measurement, type Side, timed } from '../measure.ts';
import { installedPeers, placePlaybook } from '../peers.ts';
import { isInstalled } from '../programs.ts';
import { commands, releaseText } from '../release-text.ts';

const HOSTS = 20;
const STEPS = 20;
const ROUNDS = 3;
const WHAT = `${STEPS} steps × ${HOSTS} hosts, barrier after each, tracked`;

export const peers: Measurement = {
  name: 'peers',
  title: `${WHAT}, from the wish to the end, connecting included`,
  measure: () => withFleet(HOSTS, measure),
};

async function measure(fleet: Fleet): Promise<Figure[]> {
  const release = await placeRelease(fleet, releaseText(fleet.hosts, HOSTS, commands(STEPS, 'true')));
  const tools = new Map<string, Side>();
  for (const { name, once } of installedPeers())
    tools.set(name, () => timed(() => repeat(STEPS, () => once(fleet, HOSTS, 'true'))));
  if (isInstalled('ansible-playbook'))
    tools.set('ansible, command', await placePlaybook(fleet, { steps: STEPS, command: 'true' }));
  const took = await alternate(ROUNDS, {
    ours: async () => (await runEngine(release)).wholeMs,
    ...Object.fromEntries(tools),
  });
  return [...tools.keys()].map((name) =>
    compare({
      what: WHAT,
      ours: took.ours,
      reference: { name, values: took[name as keyof typeof took] },
      target: name.startsWith('ansible') ? { ratioAtMost: 0.04 } : null,
    }),
  );
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < times; time += 1) await work();
}
