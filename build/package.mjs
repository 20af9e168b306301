/**
 * `npm run package [-- TARGET…]`: makes the packages this machine can make, in dist/, with their sums, and says of each
 * other target what is missing. Without names: all targets.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runBuilder } from './package/builder.mjs';
import { packageConfig } from './package/config.mjs';
import { makeProgram } from './package/program.mjs';
import { runtimeToShip } from './package/runtime.mjs';
import { writeSums } from './package/sums.mjs';
import { targetsNamed } from './package/targets.mjs';
import { endOnSignals, isOnPath, show } from './provision/command.mjs';
import { ROOT } from './provision/places.mjs';
import { ProvisionError, say, timed } from './provision/progress.mjs';

const OUT = process.env.HOLDPOINT_PACKAGES ?? join(ROOT, 'dist');

endOnSignals();
try {
  await makePackages(process.argv.slice(2));
} catch (error) {
  say(error instanceof ProvisionError ? error.message : (error.stack ?? error));
  process.exitCode = 1;
}

async function makePackages(names) {
  const targets = targetsNamed(names);
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const runtime = runtimeToShip(manifest.version);
  say(runtime.why);
  if (runtime.isStandIn)
    say('this is not the Electron that Holdpoint declares: the packages are marked as stand-ins');
  mkdirSync(OUT, { recursive: true });
  const work = join(ROOT, '.cache', 'package');
  const isNamed = names.length > 0;
  const ready = targets.filter(({ missing }) => missing(isNamed) === null);
  const files = [
    ...(await makeHere(ready, { manifest, runtime, work })),
    ...(await makeByBuilder(ready, runtime)),
  ];
  for (const { name, missing } of targets.filter((target) => !ready.includes(target))) {
    console.log(`${name}: not made: ${missing(isNamed)}`);
    if (isNamed) process.exitCode = 1;
  }
  if (files.length === 0) return;
  await writeSums(files, OUT);
  await sign(runtime.version);
}

/** Those that are made of the program's folder. */
async function makeHere(targets, { manifest, runtime, work }) {
  const ready = targets.filter(({ make }) => make !== null);
  if (ready.length === 0) return [];
  const folder = await timed('putting the program together', () =>
    makeProgram(runtime, join(work, 'program')),
  );
  const { version } = runtime;
  const job = { folder, work, out: OUT, version, description: manifest.description, epoch: sourceDate() };
  const files = [];
  for (const { name, make } of ready) {
    const file = await timed(`making ${name}`, () => make(job));
    if (statSync(file).isDirectory()) console.log(`${name}: ${relative(process.cwd(), file)}`);
    else files.push(file);
  }
  return files;
}

/** Those that electron-builder makes, with tools that it fetches. */
async function makeByBuilder(targets, runtime) {
  const asked = targets.filter(({ make }) => make === null).map(({ name }) => name);
  if (asked.length === 0) return [];
  const config = packageConfig({ ...runtime, output: OUT });
  const made = await timed(`making ${asked.join(', ')}`, () => runBuilder(config, asked)).catch((error) => {
    throw new ProvisionError(
      `${asked.join(', ')}: not made: electron-builder could not get its tools or run them (${error.message})`,
    );
  });
  return made.filter((file) => asked.some((name) => file.toLowerCase().endsWith(extensionOf(name))));
}

function extensionOf(target) {
  return { nsis: '.exe', portable: '.exe' }[target] ?? `.${target.toLowerCase()}`;
}

/** The date that all packages of one commit carry. */
function sourceDate() {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given) return given;
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '946684800';
  }
}

/** Signs the sums, and by them all files, in minisign's format where a key is named. Minisign asks for its password itself. */
async function sign(version) {
  const key = process.env.HOLDPOINT_SIGNING_KEY;
  if (!key) return console.log('not signed: HOLDPOINT_SIGNING_KEY names no secret key of minisign');
  if (!isOnPath('minisign'))
    throw new ProvisionError('minisign is missing, and HOLDPOINT_SIGNING_KEY asks for a signature');
  const words = ['-S', '-s', key, '-m', join(OUT, 'SHA256SUMS'), '-t', `holdpoint ${version}`];
  if ((await show('minisign', words)) !== 0) throw new ProvisionError('minisign did not sign SHA256SUMS');
  console.log(`${relative(process.cwd(), join(OUT, 'SHA256SUMS.minisig'))}: signature of the sums`);
}
