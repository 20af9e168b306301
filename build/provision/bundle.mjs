/** The program as it runs: what the bundler makes of the sources in out/. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureHostScripts } from '../host-scripts.mjs';
import { listParts } from '../list-parts.mjs';
import { writePaperFonts } from '../paper-fonts.mjs';
import { run } from './command.mjs';
import { findNode, NODE_MODULES, ROOT } from './places.mjs';
import { ProvisionError, timed } from './progress.mjs';

const OUT = join(ROOT, 'out');

/** Written last, dated to the start of the build: an edit made while it ran counts as newer. */
const STAMP = join(OUT, '.built');

const SOURCES = [
  'electron',
  'renderer',
  'build/electron.vite.config.ts',
  'build/bundled-packages.ts',
  'package.json',
  'package-lock.json',
];

/** Whether out/ is whole and nothing in the sources was changed, added or removed since. */
export function isBundleFresh() {
  if (!existsSync(STAMP)) return false;
  const builtAt = statSync(STAMP).mtimeMs;
  return SOURCES.every((source) => isOlder(join(ROOT, source), builtAt));
}

/** Builds if the sources are newer. */
export async function ensureBundle() {
  if (!isBundleFresh()) await timed('building', buildBundle);
}

/** Builds main process, worker, command line, preload script and page into out/. */
async function buildBundle() {
  ensureHostScripts();
  const startedAt = new Date();
  rmSync(STAMP, { force: true });
  const bundler = join(NODE_MODULES, 'electron-vite', 'bin', 'electron-vite.js');
  await build([bundler, 'build', '--config', 'build/electron.vite.config.ts', '--logLevel', 'warn']);
  await build(['build/evidence-page.mjs']);
  mkdirSync(OUT, { recursive: true });
  listParts();
  writePaperFonts();
  writeFileSync(STAMP, '');
  utimesSync(STAMP, startedAt, startedAt);
}

/** On the packages' own Node, which provisioning itself may be older than. */
async function build(args) {
  await run(findNode() ?? process.execPath, args, { cwd: ROOT }).catch((error) => {
    throw new ProvisionError(
      `the sources do not build: ${error.message} — \`npm run build\` shows all of it`,
    );
  });
}

/** A folder's own date tells of files added or removed, the files' dates of edits. */
function isOlder(path, thanMs) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return true;
  if (stats.mtimeMs > thanMs) return false;
  if (!stats.isDirectory()) return true;
  return readdirSync(path).every((name) => isOlder(join(path, name), thanMs));
}
