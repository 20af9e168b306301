/** By what OpenSSH logs in: options for `ssh`, and what they need beside them. */
import { execFile } from 'node:child_process';
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ConnectFault } from '#core/run/connecting.ts';
import type { Result } from '#engine/ports.ts';
import type { PasswordGate } from '../password-gate.ts';
import { fingerprintOf, parsePublicKey } from '../public-key.ts';
import type { Options } from './command-line.ts';
import type { OpenSshProgram } from './program.ts';

export type OpenSshProof =
  | { readonly kind: 'key'; readonly path: string; readonly passphrase: string | null }
  | { readonly kind: 'agent'; readonly fingerprint: string | null }
  | { readonly kind: 'password'; readonly password: string; readonly gate: PasswordGate };

export interface IdentityPlace {
  readonly user: string;
  /** The common beginning of files of this connection. */
  readonly files: string;
  readonly program: Pick<OpenSshProgram, 'folder' | 'env'>;
  /** What logs in may come from the configuration that is read. */
  readonly readsConfig: boolean;
}

/** A key first; what the host wants besides is asked for. */
const KEY_FIRST: Options = {
  PubkeyAuthentication: 'yes',
  PreferredAuthentications: 'publickey,keyboard-interactive,password',
};

export async function identityOf(
  proof: OpenSshProof,
  place: IdentityPlace,
): Promise<Result<Options, ConnectFault>> {
  switch (proof.kind) {
    case 'key':
      return { ok: true, value: keyFile(proof.path, place) };
    case 'password':
      return { ok: true, value: PASSWORD };
    case 'agent':
      if (proof.fingerprint !== null) return keyOfAgent(proof.fingerprint, place);
      if (place.readsConfig) return { ok: true, value: {} };
      return hasAgent() ? { ok: true, value: WHOLE_AGENT } : { ok: false, error: { kind: 'no-agent' } };
  }
}

const PASSWORD: Options = {
  PubkeyAuthentication: 'no',
  PreferredAuthentications: 'password,keyboard-interactive',
  IdentityAgent: 'none',
};

const WHOLE_AGENT: Options = {
  ...KEY_FIRST,
  IdentityFile: 'none',
  IdentitiesOnly: 'no',
  IdentityAgent: 'SSH_AUTH_SOCK',
};

function hasAgent(): boolean {
  return (process.env['SSH_AUTH_SOCK'] ?? '') !== '';
}

/** By a name of ours, whatever signs are in its own; with its public half and its certificate, where they stand beside it. */
function keyFile(path: string, { files }: IdentityPlace): Options {
  for (const beside of ['', '.pub', '-cert.pub'])
    if (beside === '' || existsSync(path + beside)) symlinkSync(path + beside, `${files}.key${beside}`);
  const certificate = existsSync(`${path}-cert.pub`) ? { CertificateFile: `${files}.key-cert.pub` } : {};
  return {
    ...KEY_FIRST,
    IdentityFile: `${files}.key`,
    ...certificate,
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
  };
}

/** The one key is named by its public half. */
async function keyOfAgent(
  fingerprint: string,
  { user, files, program }: IdentityPlace,
): Promise<Result<Options, ConnectFault>> {
  if (!hasAgent()) return { ok: false, error: { kind: 'no-agent' } };
  const list = promisify(execFile)(join(program.folder, 'ssh-add'), ['-L'], { env: program.env });
  const { stdout } = await list.catch(() => ({ stdout: '' }));
  const line = stdout.split('\n').find((each) => {
    const key = parsePublicKey(each);
    return key !== null && fingerprintOf(key.blob) === fingerprint;
  });
  if (line === undefined) {
    const said = `the agent does not hold the key ${fingerprint}`;
    return { ok: false, error: { kind: 'key-refused', user, path: null, rsa: false, said, accepts: [] } };
  }
  writeFileSync(`${files}.pub`, `${line}\n`);
  const one = { IdentityFile: `${files}.pub`, IdentitiesOnly: 'yes', IdentityAgent: 'SSH_AUTH_SOCK' };
  return { ok: true, value: { ...KEY_FIRST, ...one } };
}
