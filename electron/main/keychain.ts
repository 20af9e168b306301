/** The keychain of the operating system, by Electron's safeStorage; refused where what stands behind that protects nothing. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { whyNotWritten, writeWhole } from '#adapters/files/whole-file.ts';
import type { KeychainState } from '#contract/commands/keychain.ts';
import { CommandFailure } from '#contract/errors.ts';
import type { KeychainFound } from '#contract/wire.ts';
import type { KeychainFault } from '#core/run/workstation-faults.ts';
import { describeUnreal } from '#core/words/hosts/describe-workstation.ts';

/** As far as it is used: Electron's. The backend is known on Linux only. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  getSelectedStorageBackend(): string;
  encryptString(text: string): Buffer;
  decryptString(bytes: Buffer): string;
}

interface KeychainParts {
  readonly storage: SafeStorage;
  readonly platform: NodeJS.Platform;
  /** What is encrypted lies here; the key does not. */
  readonly file: () => string;
  readonly now: () => Date;
}

export interface MainKeychain {
  state(): Promise<KeychainState>;
  put(entry: string, value: string): Promise<void>;
  remove(entry: string): Promise<void>;
  read(entry: string): Promise<KeychainFound>;
}

/** What asks the person's own keyring; all else keeps the key beside the lock. */
const REAL_ON_LINUX = /^(gnome_libsecret|kwallet[56]?)$/;
const OWNER_ONLY = 0o600;
const FILE = z.strictObject({
  entries: z.record(z.string(), z.strictObject({ sealed: z.base64(), at: z.string() })),
});
type Entries = z.infer<typeof FILE>['entries'];

export function createKeychain({ storage, platform, file, now }: KeychainParts): MainKeychain {
  const refusal = (): KeychainFault | null => {
    const backend = platform === 'linux' ? storage.getSelectedStorageBackend() : BACKENDS[platform];
    const isReal = backend !== undefined && (platform !== 'linux' || REAL_ON_LINUX.test(backend));
    return isReal && storage.isEncryptionAvailable()
      ? null
      : { kind: 'keychain-unreal', backend: backend ?? 'nothing' };
  };
  const mustBeReal = (): void => {
    const refused = refusal();
    if (refused?.kind === 'keychain-unreal')
      throw new CommandFailure('refused', describeUnreal(refused.backend));
  };
  /** One change after another. */
  let last: Promise<unknown> = Promise.resolve();
  const change = (update: (entries: Entries) => Entries): Promise<void> => {
    const changed = last.then(async () => write(file(), update(await read(file()))));
    last = changed.catch(() => undefined);
    return changed;
  };
  return {
    async state() {
      const refused = refusal();
      if (refused?.kind === 'keychain-unreal') return refused;
      const entries = Object.entries(await read(file())).map(([name, { at }]) => ({ name, at }));
      return { kind: 'real', entries: entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
    },
    put(entry, value) {
      mustBeReal();
      const sealed = storage.encryptString(value).toString('base64');
      return change((entries) => ({ ...entries, [entry]: { sealed, at: now().toISOString() } }));
    },
    remove: (entry) =>
      change((entries) => Object.fromEntries(Object.entries(entries).filter(([name]) => name !== entry))),
    async read(entry) {
      const refused = refusal();
      if (refused !== null) return { ok: false, error: refused };
      try {
        const known = await read(file());
        const found = Object.hasOwn(known, entry) ? known[entry] : undefined;
        if (found === undefined) return { ok: false, error: { kind: 'keychain-entry-absent' } };
        return { ok: true, value: storage.decryptString(Buffer.from(found.sealed, 'base64')) };
      } catch (error) {
        return { ok: false, error: { kind: 'keychain-refused', said: messageOf(error) } };
      }
    },
  };
}

const BACKENDS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Keychain',
  win32: 'DPAPI',
};

async function read(path: string): Promise<Entries> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  const parsed = FILE.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data.entries;
  throw new CommandFailure(
    'file-unreadable',
    `${path} is damaged. Move it away, and put what was in it into the keychain again.`,
  );
}

async function write(path: string, entries: Entries): Promise<void> {
  try {
    await writeWhole({ path, content: JSON.stringify({ entries }), mode: OWNER_ONLY });
  } catch (error) {
    throw new CommandFailure('file-unreadable', `${path} was not written: ${whyNotWritten(error)}`);
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : 'no cause was given';
}
