/** Runs other programs and keeps what they said for the case that they fail. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants as access, accessSync } from 'node:fs';
import { constants } from 'node:os';
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
    endTogether(child);
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

/**
 * Runs a program to its end in sight of the person, and gives its exit code.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>}
 */
export function show(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: 'inherit' });
    endTogether(child);
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** A program does not outlive the process that started it. */
function endTogether(child) {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** On a signal, ends what was started, waits for its end (npm tidies up first), and then ends this process. */
export function endOnSignals() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, async () => {
      const ends = [...running].map((child) => once(child, 'exit'));
      for (const child of running) child.kill(signal);
      await Promise.all(ends);
      process.exit(128 + constants.signals[signal]);
    });
  }
  process.once('exit', () => {
    for (const child of running) child.kill();
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
      accessSync(join(folder, program), access.X_OK);
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
