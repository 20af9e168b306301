#!/usr/bin/env node
/**
 * The command `holdpoint` of a checkout: makes it ready if it is not, then runs the command line on a Node that is new
 * enough. Works under any Node from 18 on. Standard output is the command line's alone.
 */
const { spawn, spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { passSignals } = require('./pass-signals.cjs');

const CLI = join(__dirname, '..', 'out', 'main', 'cli.js');

main().catch((error) => {
  console.error(`holdpoint: ${error.message}`);
  process.exit(1);
});

async function main() {
  const { hasNodeModules } = await import('./provision/node-modules.mjs');
  const { isBundleFresh } = await import('./provision/bundle.mjs');
  const { findNode, isNodeNewEnough } = await import('./provision/places.mjs');
  if (!hasNodeModules() || !isBundleFresh()) makeReady();
  if (isNodeNewEnough()) await runHere();
  else runOn(findNode());
}

/** Standard output of the preparations goes to standard error. */
function makeReady() {
  const script = join(__dirname, 'provision.mjs');
  const { status } = spawnSync(process.execPath, [script, '--for', 'cli'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

async function runHere() {
  process.argv[1] = CLI;
  await import(pathToFileURL(CLI).href);
}

/** Runs it as a child that shares the streams, gets the signals, and whose end becomes this process's end. */
function runOn(node) {
  const child = spawn(node, [CLI, ...process.argv.slice(2)], { stdio: 'inherit' });
  passSignals(process, child, { platform: process.platform, sharesTerminal });
  child.on('error', (error) => {
    console.error(`holdpoint: ${node} does not start (${error.message}): delete node_modules and try again`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => (signal ? dieBy(signal) : process.exit(code ?? 1)));
}

/** A terminal sends its keys to the child itself. */
function sharesTerminal() {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
}

function dieBy(signal) {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  setTimeout(() => process.exit(1), 1000);
}
