/** Another program that has a library open and does nothing with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const WORK = `
const Sqlite = require(process.argv[1]);
const database = new Sqlite(process.argv[2]);
database.prepare('SELECT count(*) FROM sqlite_schema').get();
process.stdout.write('open');
process.stdin.resume();
`;

export function holdOpen(library: string): { readonly isOpen: Promise<unknown>; end(): void } {
  // The shipped binding fits no older Node than the one that the packages bring.
  const node = join(require.resolve('node/package.json'), '..', 'bin', 'node');
  const words = ['-e', WORK, require.resolve('better-sqlite3'), join(library, 'library.db')];
  const child = spawn(node, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  return { isOpen: once(child.stdout, 'data'), end: () => void child.kill('SIGKILL') };
}
