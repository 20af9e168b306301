/** A display that nobody sees, for machines without one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ProvisionError } from './provision/progress.mjs';

const SCREEN = '1920x1200x24';

/** Keeps Xvfb for as long as standard input is open: it ends with this process, however that ends. */
const KEEPER = 'Xvfb "$@" & exec 3>&-; cat; kill $!';

/**
 * Starts Xvfb on a display number of its own choice; `stop` ends it.
 * @returns {Promise<{ display: string, stop: () => void }>}
 */
export async function startVirtualDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset'];
  const keeper = spawn('sh', ['-c', KEEPER, 'Xvfb', ...args], {
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
  });
  const stop = () => void keeper.stdin?.end();
  const number = await displayNumber(keeper);
  if (number) return { display: `:${number}`, stop };
  stop();
  throw new ProvisionError("Xvfb does not start: install Debian's package xvfb, or use a display");
}

/** Xvfb writes its number when it takes clients; where it cannot start it closes the pipe instead. */
async function displayNumber(keeper) {
  const pipe = keeper.stdio[3];
  const written = once(pipe, 'data').then(([chunk]) => String(chunk).trim());
  const closed = once(pipe, 'end').then(() => null);
  return Promise.race([written, closed]);
}
