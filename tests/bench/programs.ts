/** Runs other programs to their end; one that fails stops the measurement. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

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

/** Runs a child of this bench on this Node and reads the JSON that it prints. */
export async function runChild<T>(script: URL, wish: unknown): Promise<T> {
  const child = spawn(process.execPath, [...process.execArgv, script.pathname, JSON.stringify(wish)], {
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
