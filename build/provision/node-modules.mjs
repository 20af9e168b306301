/** The packages of the lock file, and the Node of their own that they run on. */
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './command.mjs';
import { findNode, NODE_MAJOR, NODE_MODULES, ROOT } from './places.mjs';
import { ProvisionError, say, timed } from './progress.mjs';

/** Written by npm when an install has come to its end. */
const INSTALLED_LOCK = join(NODE_MODULES, '.package-lock.json');

/** Natives that ssh2 would load if they were there: built for one Node, they can abort another. */
const SSH2_NATIVES = ['ssh2/lib/protocol/crypto/build', 'cpu-features/build'].map((path) =>
  join(NODE_MODULES, path),
);

/** Whether everything the lock file names is installed. */
export function hasNodeModules() {
  return isInstalled() && findNode() !== null && !SSH2_NATIVES.some((path) => existsSync(path));
}

/** Installs what is missing. Runs no install script but that of `node`. */
export async function ensureNodeModules() {
  if (!isInstalled()) await timed('installing packages', installPackages);
  if (findNode() === null) await timed(`installing Node ${NODE_MAJOR} for this checkout`, installNode);
  for (const path of SSH2_NATIVES) rmSync(path, { recursive: true, force: true });
}

function isInstalled() {
  if (!existsSync(INSTALLED_LOCK)) return false;
  return statSync(INSTALLED_LOCK).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs;
}

async function installPackages() {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  await npm(args, ROOT).catch((error) => {
    throw new ProvisionError(
      `${error.message} — check the network or the npm registry setting, then try again`,
    );
  });
  await installNode().catch((error) =>
    say(`no Node ${NODE_MAJOR} from npm for this system (${error.message})`),
  );
}

async function installNode() {
  await npm(['rebuild', 'node', '--no-audit', '--no-fund'], ROOT);
  if (findNode() === null) {
    throw new ProvisionError(`Node ${NODE_MAJOR} is missing: install it from nodejs.org, then try again`);
  }
}
