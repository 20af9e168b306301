/**
 * `npm run soak -- [--kills N] [--drops N] [--hosts N] [--seed N]`: kills the engine and its connections at random and at
 * named points, resumes, and says whether anything was lost, done twice or left unrecorded. Real sshd, real kills.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Drops, soakDrops } from './drops.ts';
import { POINTS } from './failpoints.ts';
import { createTally, type Tally } from './judge.ts';
import { soakKills } from './kills.ts';
import { type Lab, openLab } from './lab.ts';
import { createRandom } from './random.ts';

const number = (fallback: string) => ({ type: 'string', default: fallback }) as const;

async function soak(words: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...words],
    options: { kills: number('100'), drops: number('20'), hosts: number('4'), seed: number('1') },
  });
  const [kills, drops, count, seed] = [values.kills, values.drops, values.hosts, values.seed].map(Number);
  if (![kills, drops, count, seed].every((value) => Number.isInteger(value) && Number(value) >= 0))
    throw new Error('--kills, --drops, --hosts and --seed take whole numbers');
  console.log(`${machine()}; seed ${seed}`);
  const began = performance.now();
  const tell = (line: string): void =>
    console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  const lab = await openLab(Math.max(1, count ?? 1));
  try {
    const tally = createTally();
    await soakKills({ lab, random: createRandom(seed ?? 1), tally, kills: kills ?? 0, tell });
    const dropped = drops ? await soakDrops(lab, { drops, random: createRandom(seed ?? 1), tell }) : null;
    const isWhole = await verify(lab);
    printTally(tally);
    if (dropped) printDrops(dropped);
    console.log(`evidence    ${isWhole ? 'whole' : 'NOT WHOLE'}`);
    return isFair(tally) && (dropped?.isEqual ?? true) && isWhole;
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
  ] as const;
  for (const [name, count] of counts) console.log(`${name.padEnd(14)}${count}`);
  const points = POINTS.map((point) => `${point} ${tally.points.get(point) ?? 0}`);
  console.log(`${'at points'.padEnd(14)}${points.join(', ')}; the other kills at random`);
  for (const name of ['unknown', 'lost', 'duplicated', 'unrecorded', 'litter'] as const)
    console.log(`${name.padEnd(14)}${[tally[name].length, ...tally[name]].join('\n  ')}`);
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
