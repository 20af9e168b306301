import { type EngineTook, placeRelease, runEngine } from '../engine.ts';
import { type Fleet, withFleet } from '../fleet.ts';
import { alternate, compare, type Figure, longestStall, type Measurement } from '../measure.ts';
import { onEveryHost } from '../open-ssh.ts';
import { installedPeers } from '../peers.ts';
import { type RawTook, runRaw } from '../raw-ssh2.ts';
import { commands, releaseText } from '../release-text.ts';

const HOSTS = 200;
const AT_ONCE = 50;
const ROUNDS = 3;
const WHAT = `\`true\` on ${HOSTS} cold hosts, ${AT_ONCE} at once`;

export const fanOut: Measurement = {
  name: 'fan-out',
  title: `${WHAT}, preflight and evidence included`,
  measure: () => withFleet(HOSTS, measure),
};

async function measure(fleet: Fleet): Promise<Figure[]> {
  const release = await placeRelease(fleet, releaseText(fleet.hosts, AT_ONCE, commands(1, 'true')));
  const peers = installedPeers();
  const all: EngineTook[] = [];
  const bare: RawTook[] = [];
  const took = await alternate(ROUNDS, {
    ours: async () => {
      const run = await runEngine(release);
      all.push(run);
      return run.wholeMs;
    },
    raw: async () => {
      const run = await runRaw(fleet, 'true', { kind: 'cold', atOnce: AT_ONCE });
      bare.push(run);
      return run.took[0] ?? Number.NaN;
    },
    ssh: () => onEveryHost({ fleet, atOnce: AT_ONCE }, 'true'),
    ...Object.fromEntries(peers.map(({ name, once }) => [name, () => once(fleet, AT_ONCE, 'true')])),
  });
  const against = (name: string, values: readonly number[], ratioAtMost: number | null): Figure =>
    compare({
      what: WHAT,
      ours: took.ours,
      reference: { name, values },
      target: ratioAtMost === null ? null : { ratioAtMost },
    });
  return [
    against('raw ssh2', took.raw, 1.5),
    against('ssh, curve25519', took.ssh, 0.9),
    longestStall(WHAT, all, bare),
    ...peers.map(({ name }) => against(name, took[name as keyof typeof took], name === 'pdsh' ? 0.45 : null)),
  ];
}
