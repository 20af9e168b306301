/**
 * `npm run soak -- [--kills N] [--drops N] [--sleeps N] [--take-overs N] [--clones N] [--restored N] [--truncated N]
 * [--hosts N] [--seed N] [--transport openssh]`: kills the engine and its connections at random and at named points, puts it to sleep, lets a
 * second program take its run over, and puts older libraries in place; says whether anything was lost, done twice or left
 * unrecorded. Real sshd, real kills.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import prepare from '#support/bundled.ts';
import { type Drops, soakDrops } from './drops.ts';
import { POINTS } from './failpoints.ts';
import {
  createIncidentTally,
  INCIDENTS,
  type Incident,
  type IncidentTally,
  soakIncidents,
} from './incidents.ts';
import { createTally, type Tally } from './judge.ts';
import { soakKills } from './kills.ts';
import { type Lab, openLab } from './lab.ts';
import { createRandom } from './random.ts';

const number = (fallback: string) => ({ type: 'string', default: fallback }) as const;

const INCIDENT_OPTIONS = Object.fromEntries(INCIDENTS.map((kind) => [kind, number('50')])) as Record<
  Incident,
  ReturnType<typeof number>
>;

async function soak(words: readonly string[]): Promise<boolean> {
  await prepare();
  const { values } = parseArgs({
    args: [...words],
    options: {
      ...INCIDENT_OPTIONS,
      kills: number('100'),
      drops: number('20'),
      hosts: number('4'),
      seed: number('1'),
      transport: { type: 'string' },
    },
  });
  const { transport = null, ...numbers } = values;
  const [kills, drops, count, seed] = [values.kills, values.drops, values.hosts, values.seed].map(Number);
  if (!Object.values(numbers).every((value) => Number.isInteger(Number(value)) && Number(value) >= 0))
    throw new Error('the options take whole numbers');
  console.log(`${machine()}; seed ${seed}; transport ${transport ?? 'built-in'}`);
  const began = performance.now();
  const tell = (line: string): void =>
    console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  const lab = await openLab(Math.max(1, count ?? 1), transport);
  try {
    const tally = createTally();
    await soakKills({ lab, random: createRandom(seed ?? 1), tally, kills: kills ?? 0, tell });
    const dropped = drops ? await soakDrops(lab, { drops, random: createRandom(seed ?? 1), tell }) : null;
    const incidents = createIncidentTally();
    for (const kind of INCIDENTS) {
      const soaked = { lab, random: createRandom(seed ?? 1), tally: incidents, tell };
      await soakIncidents(soaked, kind, Number(values[kind]));
    }
    const isWhole = (kills ?? 0) + (drops ?? 0) === 0 || (await verify(lab));
    printTally(tally);
    printIncidents(incidents);
    if (dropped) printDrops(dropped);
    console.log(`evidence    ${isWhole ? 'whole' : 'NOT WHOLE'}`);
    const isOnce = incidents.doubled.length === 0 && incidents.missing.length === 0;
    return isFair(tally) && isOnce && (dropped?.isEqual ?? true) && isWhole;
  } finally {
    await lab.close();
  }
}

function machine(): string {
  const openSsh = spawnSync('ssh', ['-V'], { encoding: 'utf8' }).stderr.split(',')[0];
  const kernel = execFileSync('uname', ['-sr'], { encoding: 'utf8' }).trim();
  return `Node ${process.versions.node}, ${openSsh}, ${kernel}, ${cpus().length} processors`;
}

async function verify({ desk }: Lab): Promise<boolean> {
  const { exit, stdout } = await desk.verify();
  if (exit !== 0) console.log(stdout);
  return exit === 0;
}

function isFair({ lost, duplicated, unrecorded, litter }: Tally): boolean {
  return [lost, duplicated, unrecorded, litter].every((names) => names.length === 0);
}

function printTally(tally: Tally): void {
  const counts = [
    ['kills', tally.kills],
    ['session kills', tally.sessionKills],
    ['runs', tally.runs],
    ['steps', tally.steps],
    ['adopted', tally.adopted],
    ['reattached', tally.reattached],
    ['fenced', tally.fenced],
    ['no record', tally.blind],
  ] as const;
  for (const [name, count] of counts) console.log(`${name.padEnd(14)}${count}`);
  const points = POINTS.map((point) => `${point} ${tally.points.get(point) ?? 0}`);
  console.log(`${'at points'.padEnd(14)}${points.join(', ')}; the other kills at random`);
  for (const name of ['unknown', 'lost', 'duplicated', 'unrecorded', 'litter'] as const)
    console.log(`${name.padEnd(14)}${[tally[name].length, ...tally[name]].join('\n  ')}`);
}

function printIncidents({ counts, answers, doubled, missing }: IncidentTally): void {
  for (const kind of INCIDENTS) console.log(`${kind.padEnd(14)}${counts.get(kind) ?? 0}`);
  const told = [...answers].toSorted().map(([code, times]) => `${code} ${times}`);
  console.log(`${'second ones'.padEnd(14)}${told.join(', ') || 'none'}`);
  for (const [name, names] of [
    ['doubled', doubled],
    ['missing', missing],
  ] as const)
    console.log(`${name.padEnd(14)}${[names.length, ...names].join('\n  ')}`);
}

function printDrops({ drops, reattached, bytes, isEqual }: Drops): void {
  const verdict = isEqual ? 'stored to the byte' : 'STORED DIFFERENTLY';
  console.log(`${'drops'.padEnd(14)}${drops}, found again ${reattached} times, ${bytes} bytes ${verdict}`);
}

try {
  if (!(await soak(process.argv.slice(2)))) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
