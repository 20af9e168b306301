import { parse } from 'yaml';
import { sha256 } from '#adapters/system/sha256.ts';
import type { Plan } from '#core/plan/model.ts';
import { planRelease } from '#core/plan/plan-release.ts';
import type { Host, HostName } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { type LoadedRelease, loadRelease } from '#operations/loaded-release.ts';
import { unwrap } from '#support/ssh-fixture.ts';
import { alternate, compare, type Figure, type Measurement, timed } from '../measure.ts';
import { ENVIRONMENT, releaseText } from '../release-text.ts';

const HOSTS = 500;
const STEPS = 200;
const ROUNDS = 5;
const ROUNDS_OF_LARGEST = 3;
const PARSED_BYTES = 1_200_000;
/** The most that is read is 8 MiB. */
const LARGEST_BYTES = 7_900_000;

export const planning: Measurement = {
  name: 'planning',
  title: `${HOSTS} hosts × ${STEPS} steps, and release files of 1.2 and 7.9 MB`,
  measure: async () => [...(await measureParsing()), ...(await measurePlanning())],
};

async function measureParsing(): Promise<Figure[]> {
  const large = textOfSize(LARGEST_BYTES);
  return [
    await measureText('reading and linting', textOfSize(PARSED_BYTES), ROUNDS),
    await measureText('reading and linting', large, ROUNDS_OF_LARGEST),
    await measureText('finding a problem in every step of', misspelt(large), ROUNDS_OF_LARGEST),
  ];
}

async function measureText(does: string, text: string, rounds: number): Promise<Figure> {
  const took = await alternate(rounds, {
    ours: () => timed(() => parseRelease(text)),
    yaml: () => timed(() => parse(text, { maxAliasCount: 0 })),
  });
  const what = `${does} a release of ${(text.length / 1e6).toFixed(1)} MB`;
  return compare({
    what,
    ours: took.ours,
    reference: { name: 'yaml alone', values: took.yaml },
    target: null,
  });
}

/** One key of each step in a wrong spelling. */
function misspelt(text: string): string {
  return text.replaceAll('timeout:', 'timeuot:');
}

async function measurePlanning(): Promise<Figure[]> {
  const whole = loadedWith(HOSTS, STEPS);
  const fewHosts = loadedWith(HOSTS / 10, STEPS);
  const fewSteps = loadedWith(HOSTS, STEPS / 10);
  const took = await alternate(ROUNDS, {
    whole: () => timed(() => plan(whole)),
    hosts: () => timed(() => tenTimes(() => plan(fewHosts))),
    steps: () => timed(() => tenTimes(() => plan(fewSteps))),
  });
  const what = `planning ${HOSTS} hosts × ${STEPS} steps`;
  const against = (name: string, values: readonly number[]): Figure =>
    compare({ what, ours: took.whole, reference: { name, values }, target: { ratioAtMost: 1.2 } });
  return [
    against(`10 × ${HOSTS / 10} hosts × ${STEPS} steps`, took.hosts),
    against(`10 × ${HOSTS} hosts × ${STEPS / 10} steps`, took.steps),
  ];
}

/** All are kept until the last is made: memory that fills up is part of the cost on both sides. */
function tenTimes<T>(make: () => T): readonly T[] {
  return Array.from({ length: 10 }, make);
}

function plan(loaded: LoadedRelease): Plan {
  const { release, revision } = loaded;
  const planned = planRelease({
    release,
    revision,
    files: {},
    plan: 'deployment',
    environment: ENVIRONMENT,
    limit: null,
    vars: {},
  });
  if (planned.plan === null) throw new Error(planned.problems.map(({ message }) => message).join('\n'));
  return planned.plan;
}

function loadedWith(hosts: number, steps: number): LoadedRelease {
  return unwrap(loadRelease(textOf(hosts, steps), sha256));
}

/** Steps are added until the file is as large as wished. */
function textOfSize(bytes: number): string {
  const small = textOf(HOSTS, 10);
  const perStep = (textOf(HOSTS, 110).length - small.length) / 100;
  return textOf(HOSTS, 10 + Math.round((bytes - small.length) / perStep));
}

function textOf(hosts: number, steps: number): string {
  return releaseText(
    Array.from({ length: hosts }, (_, index) => hostNumber(index)),
    50,
    Array.from({ length: steps }, (_, index) => stepNumber(index)),
  );
}

function stepNumber(index: number) {
  const run = `systemctl restart app-${index} && cd {{ vars.app_dir }} && ./check --port {{ vars.port }} --host {{ host.name }}`;
  return {
    id: `step-${index + 1}`,
    body: { run, timeout: '5m', sudo: true, notes: 'Restarts one service and waits for it.' },
  };
}

function hostNumber(index: number): Host {
  return {
    name: `web-${index + 1}` as HostName,
    address: `10.20.${Math.floor(index / 250)}.${(index % 250) + 1}`,
    port: 22,
    user: 'deploy',
    credential: null,
    via: null,
    tags: ['web', `rack-${index % 20}`],
    vars: { app_dir: `/srv/app-${index}`, port: String(8000 + index) },
    hostKeys: [],
    is: {},
  };
}
