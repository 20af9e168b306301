/** better-sqlite3 for an Electron whose Node-API is older than the one its prebuilt binary needs. */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isOnPath, run } from './command.mjs';
import { CACHE, findNode, installedVersion, NODE_MODULES } from './places.mjs';
import { ProvisionError, timed } from './progress.mjs';

/** The first Electron with Node-API 10. */
const FIRST_WITH_PREBUILT = 35;

const DECLARED = "'NAPI_VERSION=10'";
const EXPERIMENTAL = "'NAPI_EXPERIMENTAL', 'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'";

const TOOLS = ['python3', 'make', 'g++'];

/** Whether this Electron cannot load better-sqlite3's own binary; loading it would end the process. */
export function needsOwnBinding(electronVersion) {
  return Number(electronVersion.split('.')[0]) < FIRST_WITH_PREBUILT;
}

/** Path of the binding built for older runtimes, whether it is there or not. */
export function sqliteBinding() {
  const folder = `better-sqlite3-${installedVersion('better-sqlite3')}-napi9-${process.platform}-${process.arch}`;
  return join(CACHE, folder, 'better_sqlite3.node');
}

/** Builds the binding unless the cache has it; it appears there whole or not at all. */
export async function ensureSqliteBinding() {
  const binding = sqliteBinding();
  if (existsSync(binding)) return;
  const missing = TOOLS.filter((tool) => !isOnPath(tool));
  if (missing.length > 0) {
    throw new ProvisionError(
      `${missing.join(', ')} missing, to build SQLite for this Electron: install and try again`,
    );
  }
  const scratch = `${dirname(binding)}.${process.pid}`;
  try {
    const built = await timed('building SQLite for this Electron (about a minute)', () => buildIn(scratch));
    mkdirSync(dirname(binding), { recursive: true });
    renameSync(built, binding);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Builds from a copy of the package's sources; Node-API's experimental set has all that version 10 froze. */
async function buildIn(scratch) {
  rmSync(scratch, { recursive: true, force: true });
  for (const name of ['better-sqlite3', 'node-addon-api']) {
    cpSync(join(NODE_MODULES, name), join(scratch, 'node_modules', name), { recursive: true });
  }
  const cwd = join(scratch, 'node_modules', 'better-sqlite3');
  const recipe = join(cwd, 'binding.gyp');
  writeFileSync(recipe, readFileSync(recipe, 'utf8').replace(DECLARED, EXPERIMENTAL));
  const node = findNode() ?? process.execPath;
  const gyp = join(NODE_MODULES, 'node-gyp', 'bin', 'node-gyp.js');
  await run(node, [gyp, 'rebuild', '--release', '--force_build=1', '--jobs=max', ...headersOption()], {
    cwd,
  });
  return join(cwd, 'build', 'Release', 'better_sqlite3.node');
}

/** The package that carries the checkout's Node carries its headers too: nothing to download. */
function headersOption() {
  const carrier = join(NODE_MODULES, 'node', 'node_modules', `node-${process.platform}-${process.arch}`);
  return existsSync(join(carrier, 'include', 'node', 'node_api.h')) ? [`--nodedir=${carrier}`] : [];
}
