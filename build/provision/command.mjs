/** Runs other programs and keeps what they said for the case that they fail. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { pathOutsideCheckout } from './places.mjs';
import { ProvisionError } from './progress.mjs';

/**
 * Runs a program to its end. Fails with the program's last words; `signal` ends it early.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<void>}
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const listen = (chunk) => {
      said += chunk;
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new ProvisionError(`${nameOf(program, args)} failed: ${lastWords(said)}`));
    });
  });
}

/** Runs npm of the person's own Node, never the checkout's, which an install replaces. */
export function npm(args, cwd) {
  const isWindows = process.platform === 'win32';
  const env = { ...process.env, PATH: pathOutsideCheckout() };
  return run(isWindows ? 'npm.cmd' : 'npm', args, { cwd, env, shell: isWindows }).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    throw new ProvisionError('npm is not on the PATH: install Node.js 20 or newer, which brings it');
  });
}

/** Whether a program can be found on the PATH. */
export function isOnPath(program) {
  const folders = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A command as a person would name it: `apt-get install`, `node install.js`. */
function nameOf(program, args) {
  return [program, args[0] ?? ''].map((word) => basename(word)).join(' ');
}

/** The end of a program's output as one line. */
function lastWords(output) {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter(Boolean).slice(-4).join(' | ').slice(-600) || 'it said nothing';
}
