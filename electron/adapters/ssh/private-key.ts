import { createPrivateKey, type KeyObject } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { readLooseText } from '#adapters/files/read-text.ts';
import { placeOf } from '#adapters/system/account.ts';
import type { CredentialFault } from '#core/run/connecting.ts';
import { printable } from '#core/words/text/printable.ts';
import type { OpenedCredential } from './credential.ts';

const MAX_KEY_BYTES = 1024 * 1024;

/** Reads and decrypts a private key file. Decrypting costs up to 0.3 s of blocking work: keep the result. */
export async function loadPrivateKey(
  path: string,
  passphrase?: string,
): Promise<OpenedCredential<ParsedKey>> {
  const file = placeOf(path);
  let text: string;
  try {
    text = await readLooseText(file, MAX_KEY_BYTES);
  } catch (error) {
    return fail({ kind: 'key-file-unreadable', file, said: saidOf(error) });
  }
  return parsePrivateKey(text, { file, passphrase });
}

/** Reads a private key in OpenSSH, PEM or PKCS#8 form. `file` is only for messages. */
export function parsePrivateKey(
  text: string,
  from: { file: string; passphrase?: string | undefined },
): OpenedCredential<ParsedKey> {
  const { file, passphrase } = from;
  if (/^PuTTY-User-Key-File-/.test(text)) return fail({ kind: 'putty-key', file });
  const encrypted = isEncrypted(text);
  if (encrypted && (passphrase === undefined || passphrase === ''))
    return fail({ kind: 'passphrase-missing', file });
  try {
    const parsed = ssh2.utils.parseKey(fromPkcs8(text, passphrase) ?? text, passphrase);
    if (parsed instanceof Error) throw parsed;
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    if (key?.isPrivateKey() === true) return { ok: true, value: key };
    return fail({ kind: 'public-key', file });
  } catch (error) {
    return fail(parseFault(file, { encrypted, said: saidOf(error) }));
  }
}

function parseFault(
  file: string,
  { encrypted, said }: { encrypted: boolean; said: string },
): CredentialFault {
  if (/initialization vector|cipher/i.test(said)) return { kind: 'cipher-unknown', file };
  return encrypted ? { kind: 'passphrase-wrong', file } : { kind: 'no-private-key', file, said };
}

function isEncrypted(text: string): boolean {
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text)) return true;
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(text)?.[1];
  if (body === undefined) return false;
  const blob = Buffer.from(body, 'base64');
  const magic = 'openssh-key-v1\0'.length;
  return (
    blob.length > magic + 4 &&
    blob.toString('latin1', magic + 4, magic + 4 + blob.readUInt32BE(magic)) !== 'none'
  );
}

/** Brings a PKCS#8 key into a form that the SSH library reads; null when the text is no PKCS#8. */
function fromPkcs8(text: string, passphrase: string | undefined): string | null {
  if (!/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text)) return null;
  const key = createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase }) });
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' }).toString();
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' }).toString();
    case 'ed25519':
      return formatEd25519(key);
    default:
      throw new Error(`a ${key.asymmetricKeyType ?? 'secret'} key is no SSH key`);
  }
}

/** An Ed25519 key as unencrypted `openssh-key-v1`; never leaves memory. */
function formatEd25519(key: KeyObject): string {
  const { x = '', d = '' } = key.export({ format: 'jwk' });
  const pub = Buffer.from(x, 'base64url');
  const type = Buffer.from('ssh-ed25519');
  const check = Buffer.alloc(8);
  const secret = Buffer.concat([
    check,
    field(type),
    field(pub),
    field(Buffer.concat([Buffer.from(d, 'base64url'), pub])),
    field(Buffer.alloc(0)),
  ]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, index) => index + 1));
  const none = field(Buffer.from('none'));
  const blob = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    none,
    none,
    field(Buffer.alloc(0)),
    Buffer.from([0, 0, 0, 1]),
    field(Buffer.concat([field(type), field(pub)])),
    field(Buffer.concat([secret, padding])),
  ]);
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function saidOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error));
}

function fail(fault: CredentialFault): OpenedCredential<never> {
  return { ok: false, error: fault };
}
