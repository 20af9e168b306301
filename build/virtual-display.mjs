/** A display that nobody sees, for machines without one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endTogether } from './provision/command.mjs';
import { ProvisionError } from './provision/progress.mjs';

const SCREEN = '1920x1200x24';

/**
 * Starts Xvfb on a display number of its own choice; `stop` ends it.
 * @returns {Promise<{ display: string, stop: () => void }>}
 */
export async function startVirtualDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  endTogether(server);
  const number = await displayNumber(server);
  return { display: `:${number}`, stop: () => void server.kill() };
}

/** Xvfb writes its number when it takes clients. */
async function displayNumber(server) {
  const failed = once(server, 'error').then(([error]) => Promise.reject(error));
  const ended = once(server, 'exit').then(() => Promise.reject(new Error('it ended at once')));
  const ready = once(server.stdio[3], 'data').then(([chunk]) => String(chunk).trim());
  return Promise.race([ready, failed, ended]).catch((error) => {
    throw new ProvisionError(
      `Xvfb does not start (${error.message}): install Debian's package xvfb, or use a display`,
    );
  });
}
