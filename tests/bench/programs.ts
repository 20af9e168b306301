/** Runs other programs to their end; one that fails stops the measurement. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILT = join(ROOT, 'out', 'bench');

/** Nothing here takes as long; what does hangs. */
const LIMIT_MS = 5 * 60_000;

export interface Input {
  readonly stdin?: string;
  /** Where stdout goes; nowhere unless told. */
  readonly stdoutFile?: string;
}

/** Milliseconds from start to end. */
export async function run(
  program: string,
  args: readonly string[],
  { stdin = '', stdoutFile }: Input = {},
): Promise<number> {
  const out = stdoutFile === undefined ? null : createWriteStream(stdoutFile);
  if (out) await once(out, 'open');
  const from = performance.now();
  const child = spawn(program, args, { stdio: ['pipe', out ?? 'ignore', 'pipe'], timeout: LIMIT_MS });
  let complaint = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    complaint = (complaint + bytes.toString()).slice(-2000);
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(stdin);
  const [code] = await once(child, 'close');
  const took = performance.now() - from;
  out?.close();
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${complaint}`);
  return took;
}

export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** Runs a child of this bench on this Node, built as the program is, and reads the JSON that it prints. */
export async function runChild<T>(script: URL, wish: unknown): Promise<T> {
  const child = spawn(process.execPath, [...process.execArgv, await built(script), JSON.stringify(wish)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
  });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${script.pathname.split('/').at(-1)} ended with ${code}`);
  return JSON.parse(said) as T;
}

const builds = new Map<string, Promise<string>>();

/** Made once. Node's reader of TypeScript takes 50 MB, and processors beside what is measured. */
function built(script: URL): Promise<string> {
  const source = fileURLToPath(script);
  const found = builds.get(source) ?? buildChild(source);
  builds.set(source, found);
  return found;
}

async function buildChild(source: string): Promise<string> {
  const file = `${basename(source, '.ts')}.mjs`;
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['better-sqlite3', 'just-bash', 'ssh2'] },
    build: {
      ssr: source,
      outDir: BUILT,
      emptyOutDir: false,
      target: `node${process.versions.node}`,
      rolldownOptions: { output: { entryFileNames: file } },
    },
  });
  return join(BUILT, file);
}
