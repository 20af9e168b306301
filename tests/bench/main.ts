/** `npm run bench [name…]`: measures Holdpoint against its references and prints what came out. */
import { cpus } from 'node:os';
import type { Figure, Measurement } from './measure.ts';
import { cockpit } from './measurements/cockpit.ts';
import { fanOut } from './measurements/fan-out.ts';
import { far } from './measurements/far.ts';
import { growth } from './measurements/growth.ts';
import { large } from './measurements/large.ts';
import { output } from './measurements/output.ts';
import { paper } from './measurements/paper.ts';
import { peers } from './measurements/peers.ts';
import { planning } from './measurements/planning.ts';
import { start } from './measurements/start.ts';
import { steps } from './measurements/steps.ts';
import { storing } from './measurements/storing.ts';
import { upload } from './measurements/upload.ts';
import { warm } from './measurements/warm.ts';
import { isMet, renderTable } from './table.ts';

const ALL: readonly Measurement[] = [
  start,
  fanOut,
  output,
  steps,
  warm,
  peers,
  storing,
  upload,
  far,
  growth,
  planning,
  cockpit,
  large,
  paper,
];

async function bench(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !ALL.some((each) => each.name === name));
  if (unknown.length > 0)
    throw new Error(`${unknown.join(', ')}: choose from ${ALL.map(({ name }) => name).join(', ')}`);
  const chosen = names.length === 0 ? ALL : ALL.filter(({ name }) => names.includes(name));
  console.log(
    `Node ${process.versions.node}, ${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'})`,
  );
  const figures: Figure[] = [];
  for (const measurement of chosen) {
    console.log(`\n━━ ${measurement.name}: ${measurement.title}`);
    figures.push(...(await measured(measurement)));
  }
  if (chosen.length > 1) console.log(`\n━━ all\n${renderTable(figures)}`);
  const missed = figures.filter((figure) => isMet(figure) === false).length;
  const promised = figures.filter((figure) => figure.target !== null).length;
  console.log(`\n${promised - missed} of ${promised} targets met`);
}

/** One that cannot be taken does not cost the others. */
async function measured(measurement: Measurement): Promise<readonly Figure[]> {
  try {
    const found = await measurement.measure();
    console.log(renderTable(found));
    return found;
  } catch (error) {
    console.error(
      `${measurement.name} could not be measured: ${error instanceof Error ? error.message : error}`,
    );
    process.exitCode = 1;
    return [];
  }
}

try {
  await bench(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
