/** An SSH server that does what a test says and counts what clients try. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext, type Connection } from 'ssh2';
import { fingerprintOf } from '#adapters/ssh/public-key.ts';
import { generateKey } from './sshd.ts';

export interface ScriptedServer {
  readonly address: string;
  readonly port: number;
  readonly fingerprint: string;
  readonly name: string;
  readonly user: string;
  /** Authentication methods clients tried, in order. */
  readonly tried: readonly string[];
  /** Connections that came in. */
  connections(): number;
  /** Ends every connection. */
  hangUp(): void;
  stop(): Promise<void>;
}

export interface Script {
  readonly name?: string;
  /** Sent before anybody is let in. */
  readonly banner?: string;
  /** As servers did before RFC 8308: it does not say which signatures it takes. */
  readonly hidesSignatures?: boolean;
  readonly onAuthentication?: (context: AuthContext) => void;
  readonly onReady?: (connection: Connection) => void;
}

/** By ssh-keygen: about one key in 400 that the library makes is one it cannot read itself. */
async function freshKey(): Promise<{ privateKey: Buffer; publicKey: Buffer }> {
  const dir = await mkdtemp(join(tmpdir(), 'holdpoint-key-'));
  const path = await generateKey(dir, 'key');
  const pair = { privateKey: readFileSync(path), publicKey: readFileSync(`${path}.pub`) };
  await rm(dir, { recursive: true });
  return pair;
}

/** Starts the server on 127.0.0.1. Without a script it lets everybody in. */
export async function startScriptedServer(script: Script = {}): Promise<ScriptedServer> {
  const { privateKey, publicKey } = await freshKey();
  const tried: string[] = [];
  const open = new Set<Connection>();
  let connections = 0;
  const server = new ssh2.Server(
    { hostKeys: [privateKey], ...(script.banner ? { banner: script.banner } : {}) },
    (connection) => {
      connections++;
      open.add(connection);
      if (script.hidesSignatures) hideSignatures(connection);
      connection.on('error', () => undefined);
      connection.on('close', () => open.delete(connection));
      connection.on('authentication', (context) => {
        tried.push(context.method);
        if (script.onAuthentication === undefined) context.accept();
        else script.onAuthentication(context);
      });
      connection.on('ready', () => script.onReady?.(connection));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const parsed = ssh2.utils.parseKey(publicKey);
  if (parsed instanceof Error) throw parsed;
  return {
    name: script.name ?? 'scripted',
    user: 'operator',
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    fingerprint: fingerprintOf([parsed].flat()[0]!.getPublicSSH()),
    tried,
    connections: () => connections,
    hangUp: () => {
      for (const connection of open) connection.end();
    },
    stop: async () => {
      for (const connection of open) connection.end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Accepts one password by the `password` method. */
export function passwordOnly(password: string): (context: AuthContext) => void {
  return (context) => {
    if (context.method === 'password' && context.password === password) context.accept();
    else context.reject(['password']);
  };
}

/** Accepts RSA keys, and of their signatures those by SHA-1 only; notes each signature that it is given. */
export function sha1Only(signed: string[]): (context: AuthContext) => void {
  return (context) => {
    if (context.method !== 'publickey' || context.key.algo !== 'ssh-rsa')
      return context.reject(['publickey']);
    if (context.signature !== undefined) signed.push(context.key.algo);
    context.accept();
  };
}

function hideSignatures(connection: Connection): void {
  type Protocol = {
    _kex: { remoteExtInfoEnabled: boolean };
    _onHandshakeComplete: (...args: unknown[]) => void;
  };
  const { _protocol: protocol } = connection as unknown as { readonly _protocol: Protocol };
  const complete = protocol._onHandshakeComplete;
  protocol._onHandshakeComplete = (...args) => {
    protocol._kex.remoteExtInfoEnabled = false;
    complete(...args);
  };
}

/** Asks for the password by a prompt, as PAM does. */
export function promptOnly(password: string, prompt = 'Password: '): (context: AuthContext) => void {
  return (context) => {
    if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
    context.prompt([{ prompt, echo: false }], (answers) => {
      if (answers[0] === password) context.accept();
      else context.reject(['keyboard-interactive']);
    });
  };
}

/** Presents another host key from now on and exchanges keys again, as someone who took the connection over would. */
export async function rekeyWithAnotherKey(connection: Connection): Promise<void> {
  const key = ssh2.utils.parseKey((await freshKey()).privateKey);
  const inside = connection as unknown as { _protocol: { _hostKeys: Record<string, unknown> } };
  inside._protocol._hostKeys['ssh-ed25519'] = [key].flat()[0];
  connection.rekey();
}
