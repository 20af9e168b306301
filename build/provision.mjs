/**
 * Makes the checkout ready: `node build/provision.mjs --for start|test|cli`.
 * Quick when there is nothing to do. Uses Node's built-ins only, and runs on any Node from 18 on.
 */
import { fileURLToPath } from 'node:url';
import { ensureBundle, isBundleFresh } from './provision/bundle.mjs';
import { endOnSignals, show } from './provision/command.mjs';
import { ensureSystemPackages } from './provision/debian-packages.mjs';
import { ensureElectron, findElectron } from './provision/electron-runtime.mjs';
import { ensureNodeModules, hasNodeModules } from './provision/node-modules.mjs';
import { oneAtATime } from './provision/one-at-a-time.mjs';
import { findNode, isNodeNewEnough } from './provision/places.mjs';
import { ProvisionError, say } from './provision/progress.mjs';
import { ensureSqliteBinding, needsOwnBinding } from './provision/sqlite-binding.mjs';

const purpose = process.argv[process.argv.indexOf('--for') + 1] ?? '';

endOnSignals();
try {
  if (!['start', 'test', 'cli'].includes(purpose)) {
    throw new ProvisionError('say what for: node build/provision.mjs --for start|test|cli');
  }
  if (!hasNodeModules()) await oneAtATime(ensureNodeModules);
  if (isNodeNewEnough()) await provision();
  else process.exitCode = await goOnWithNewerNode();
} catch (error) {
  say(error instanceof ProvisionError ? error.message : (error.stack ?? error));
  process.exitCode = 1;
}

async function provision() {
  const bundle = isBundleFresh() ? null : oneAtATime(ensureBundle);
  // Neither needs the other, and a window may wait for a compiler that keeps one processor busy.
  await Promise.all([bundle, purpose === 'cli' ? null : ensureWindow()]);
}

/** All that it takes to open a window, seen or unseen. */
async function ensureWindow() {
  await ensureElectron();
  const compiler = needsOwnBinding(findElectron()?.version ?? '');
  await ensureSystemPackages({ tests: purpose === 'test', compiler });
  if (compiler) await ensureSqliteBinding();
}

/** What follows uses packages that need the Node which has just been installed. */
function goOnWithNewerNode() {
  return show(findNode() ?? process.execPath, [fileURLToPath(import.meta.url), '--for', purpose]);
}
