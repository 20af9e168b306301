import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import type { OpenSshFault } from '#core/run/connecting.ts';
import { printable } from '#core/words/text/printable.ts';
import type { Result } from '#engine/ports.ts';

/** The system's OpenSSH client. */
export interface OpenSshProgram {
  readonly path: string;
  /** Its other programs stand beside it. */
  readonly folder: string;
  /** As it says: `OpenSSH_9.2p1 …` */
  readonly version: string;
  /** What it and whatever it starts get of our environment. */
  readonly env: NodeJS.ProcessEnv;
}

/** The first with KnownHostsCommand, by which it is told what host keys are believed. */
const LEAST = [8, 5] as const;

/** Looks for `ssh` where a shell would. */
export async function findOpenSsh(
  { platform, env } = process as Pick<NodeJS.Process, 'platform' | 'env'>,
): Promise<Result<OpenSshProgram, OpenSshFault>> {
  if (platform === 'win32') return { ok: false, error: { kind: 'openssh-on-windows' } };
  const path = await firstOf(env['PATH'] ?? '');
  if (path === null) return { ok: false, error: { kind: 'openssh-missing' } };
  const version = await versionOf(path, env);
  const [, major, minor] = /^OpenSSH_(\d+)\.(\d+)/.exec(version) ?? [];
  const isEnough = Number(major) > LEAST[0] || (Number(major) === LEAST[0] && Number(minor) >= LEAST[1]);
  return isEnough
    ? { ok: true, value: { path, folder: dirname(path), version, env } }
    : { ok: false, error: { kind: 'openssh-old', path, version, least: LEAST.join('.') } };
}

async function firstOf(search: string): Promise<string | null> {
  for (const folder of search.split(delimiter).filter(isAbsolute)) {
    const path = join(folder, 'ssh');
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}

async function versionOf(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(path, ['-V'], { env }).catch((error: Error) => ({
    stdout: '',
    stderr: error.message,
  }));
  return printable((stderr || stdout).split(',', 1)[0] ?? '');
}
