import { join } from 'node:path';
import { type EngineTook, placeRelease, runEngine } from '../engine.ts';
import { type Fleet, withFleet } from '../fleet.ts';
import { writeLog } from '../log-text.ts';
import { alternate, compare, type Figure, type Measurement } from '../measure.ts';
import { commands, releaseText } from '../release-text.ts';

const TIMES = 10;
const ROUNDS = 3;
const HOSTS = 200;
const AT_ONCE = 20;
const STEPS = 300;
const MEGABYTES = 100;

export const growth: Measurement = {
  name: 'growth',
  title: `what a host, a step and a megabyte cost as there are ${TIMES} times as many`,
  measure: async () => [...(await withFleet(HOSTS, ofHosts)), ...(await withFleet(1, ofOne))],
};

async function ofHosts(fleet: Fleet): Promise<Figure[]> {
  const few = fleet.hosts.slice(0, HOSTS / TIMES);
  const cold = async (hosts: Fleet['hosts']) =>
    placeRelease(fleet, releaseText(hosts, AT_ONCE, commands(1, 'true')));
  const took = await both(await cold(few), await cold(fleet.hosts), ({ wholeMs }) => wholeMs);
  return [grown(`a cold host, of ${HOSTS}`, `of ${few.length}`, took)];
}

async function ofOne(fleet: Fleet): Promise<Figure[]> {
  const steps = async (count: number) =>
    placeRelease(fleet, releaseText(fleet.hosts, 1, commands(count, 'true')));
  const printed = async (megabytes: number) => {
    const file = join(fleet.folder, `${megabytes}.log`);
    writeLog(file, megabytes);
    return placeRelease(fleet, releaseText(fleet.hosts, 1, commands(1, `cat ${file}`)));
  };
  const ofSteps = await both(await steps(STEPS / TIMES), await steps(STEPS), ({ stepsMs }) => stepsMs);
  const [some, many] = [await printed(MEGABYTES / TIMES), await printed(MEGABYTES)];
  const ofMegabytes = await both(some, many, ({ stepsMs }) => stepsMs);
  return [
    grown(`a tracked step on one host, of ${STEPS}`, `of ${STEPS / TIMES}`, ofSteps),
    grown(`a megabyte of output, of ${MEGABYTES}`, `of ${MEGABYTES / TIMES}`, ofMegabytes),
  ];
}

type Release = Awaited<ReturnType<typeof placeRelease>>;
type Sides = Awaited<ReturnType<typeof both>>;

function both(few: Release, many: Release, took: (run: EngineTook) => number) {
  return alternate(ROUNDS, {
    few: async () => took(await runEngine(few)),
    many: async () => took(await runEngine(many)) / TIMES,
  });
}

/** Of both the time for as many as the few are. */
function grown(what: string, name: string, { few, many }: Sides): Figure {
  return compare({ what, ours: many, reference: { name, values: few }, target: { ratioAtMost: 1.2 } });
}
