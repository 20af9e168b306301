/** Real packages, of this tree and of a later version of it. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const BUILDER = join('build', 'package', 'node_modules');

/** What a later version adds to the library. */
const MIGRATION = `import type { Exec } from './migration.ts';

export function addColours(exec: Exec): void {
  exec('CREATE TABLE colours (name TEXT) STRICT');
}
`;

/** Makes packages of the tree in `root` in the folder `out`. */
export function makePackages(
  root: string,
  out: string,
  { targets, signingKey }: { readonly targets: readonly string[]; readonly signingKey?: string },
): void {
  const key = signingKey === undefined ? {} : { HOLDPOINT_SIGNING_KEY: signingKey };
  const env = { ...process.env, ...key, HOLDPOINT_PACKAGES: out };
  const node = (...words: readonly string[]) =>
    execFileSync(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  node('build/provision.mjs', '--for', 'start');
  node('build/package.mjs', ...targets);
}

/** The one package in a folder that ends so. */
export function packageIn(folder: string, ending: string): string {
  const name = readdirSync(folder).find((file) => file.endsWith(ending));
  if (!name) throw new Error(`no ${ending} in ${folder}`);
  return join(folder, name);
}

/** A copy of this tree as a later version: another number, and a library with one table more. */
export function copyAsVersion(version: string, root: string): void {
  rmSync(root, { recursive: true, force: true });
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(join(ROOT, name)))) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(ROOT, file), join(root, file), { preserveTimestamps: true });
  }
  for (const modules of ['node_modules', BUILDER])
    if (existsSync(join(ROOT, modules)))
      execFileSync('cp', ['--archive', '--link', join(ROOT, modules), join(root, modules)]);
  edit(join(root, 'package.json'), /"version": "[^"]+"/, `"version": "${version}"`);
  const migrations = join(root, 'electron', 'adapters', 'sqlite', 'migrations');
  writeFileSync(join(migrations, '9999-add-colours.ts'), MIGRATION);
  edit(join(migrations, 'all.ts'), /^/, "import { addColours } from './9999-add-colours.ts';\n");
  edit(join(migrations, 'all.ts'), /\n?\];/, "\n  { name: '9999-add-colours', up: addColours },\n];");
}

function edit(file: string, what: RegExp, by: string): void {
  const text = readFileSync(file, 'utf8');
  if (!what.test(text)) throw new Error(`${file} has no ${what.source}`);
  writeFileSync(file, text.replace(what, by));
}
