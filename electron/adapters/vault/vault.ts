/** The vault of a library: a file that is opened by a passphrase, for as long as a program runs or until it is locked. */
import { join } from 'node:path';
import { systemCode } from '#adapters/files/held.ts';
import { readText, UnreadableText } from '#adapters/files/read-text.ts';
import { whyNotWritten, writeWholeSync } from '#adapters/files/whole-file.ts';
import {
  isEntryName,
  LEAST_PASSPHRASE,
  MOST_ENTRIES,
  MOST_VALUE_BYTES,
  type VaultState,
} from '#core/library/vault.ts';
import type { VaultFault } from '#core/run/workstation-faults.ts';
import type { Clock, Result } from '#engine/ports.ts';
import { type Entries, makeKey, openKey, seal, unseal, type VaultKey, whatIsWrongWith } from './sealed.ts';

/** Base64 of as many values as there may be at their largest would be more; nobody has that. */
const MOST_FILE_BYTES = 16 * 1024 * 1024;
const OWNER_ONLY = 0o600;

type Done<T = null> = Promise<Result<T, VaultFault>>;

interface VaultParts {
  /** Of the library. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Keeps other programs from changing it meanwhile; null while one does. */
  readonly take: () => { release(): void } | null;
}

export class Vault {
  readonly path: string;
  readonly #clock: VaultParts['clock'];
  readonly #take: VaultParts['take'];
  #key: VaultKey | null = null;

  constructor({ folder, clock, take }: VaultParts) {
    this.path = join(folder, 'credentials.vault');
    this.#clock = clock;
    this.#take = take;
  }

  async state(): Done<VaultState> {
    const known = await this.#entries();
    if (known.ok) {
      const entries = [...known.value].map(([name, { at }]) => ({ name, at })).toSorted(byName);
      return { ok: true, value: { kind: 'open', entries } };
    }
    if (known.error.kind === 'vault-absent') return { ok: true, value: { kind: 'none' } };
    return known.error.kind === 'vault-locked' ? { ok: true, value: { kind: 'locked' } } : known;
  }

  create(passphrase: string): Done {
    return this.#alone(async () => {
      const there = await readFile(this.path);
      if (there.ok) return refuse({ kind: 'vault-exists' });
      if (there.error.kind !== 'vault-absent') return there;
      return await this.#sealAnew(new Map(), passphrase);
    });
  }

  async unlock(passphrase: string): Done {
    const opened = await this.#open(passphrase);
    if (!opened.ok) return opened;
    this.#hold(opened.value.key);
    return DONE;
  }

  /** Forgets the key. */
  lock(): void {
    this.#hold(null);
  }

  async read(entry: string): Done<string> {
    const known = await this.#entries();
    if (!known.ok) return known;
    const found = known.value.get(entry);
    return found ? { ok: true, value: found.value } : refuse({ kind: 'vault-entry-absent', entry });
  }

  async put(entry: string, value: string): Done {
    const wrong = whatIsWrong(entry, value);
    if (wrong !== null) return refuse(wrong);
    return await this.#change((known) =>
      !known.has(entry) && known.size >= MOST_ENTRIES
        ? refuse({ kind: 'vault-full', most: MOST_ENTRIES })
        : { ok: true, value: new Map([...known, [entry, { value, at: this.#clock.now().toISOString() }]]) },
    );
  }

  remove(entry: string): Done {
    return this.#change((known) =>
      known.has(entry)
        ? { ok: true, value: new Map([...known].filter(([name]) => name !== entry)) }
        : refuse({ kind: 'vault-entry-absent', entry }),
    );
  }

  /** Asks for the present passphrase, also while it is open. */
  changePassphrase(present: string, next: string): Done {
    return this.#alone(async () => {
      const opened = await this.#open(present);
      if (!opened.ok) return opened;
      opened.value.key.secret.fill(0);
      return await this.#sealAnew(opened.value.entries, next);
    });
  }

  async #entries(): Done<Entries> {
    const text = await readFile(this.path);
    if (!text.ok) return text;
    if (this.#key === null) return refuse(whatIsWrongWith(text.value) ?? { kind: 'vault-locked' });
    const opened = unseal(text.value, this.#key);
    // Another program has changed its passphrase.
    if (!opened.ok && opened.error.kind === 'vault-locked') this.#hold(null);
    return opened;
  }

  async #open(passphrase: string): Done<{ readonly key: VaultKey; readonly entries: Entries }> {
    const text = await readFile(this.path);
    if (!text.ok) return text;
    const opened = await openKey(text.value, passphrase);
    if (!opened.ok) return opened;
    const entries = unseal(text.value, opened.value);
    return entries.ok ? { ok: true, value: { key: opened.value, entries: entries.value } } : entries;
  }

  async #sealAnew(entries: Entries, passphrase: string): Done {
    if (isShort(passphrase)) return refuse({ kind: 'vault-passphrase-short', least: LEAST_PASSPHRASE });
    const key = await makeKey(passphrase);
    const written = this.#write(seal(entries, key));
    if (written.ok) this.#hold(key);
    return written;
  }

  #change(update: (known: Entries) => Result<Entries, VaultFault>): Done {
    return this.#alone(async () => {
      const known = await this.#entries();
      const next = known.ok ? update(known.value) : known;
      if (!next.ok) return next;
      return this.#key === null ? refuse({ kind: 'vault-locked' }) : this.#write(seal(next.value, this.#key));
    });
  }

  /** Reads, changes and writes with nobody between. */
  async #alone(work: () => Done): Done {
    const lock = this.#take();
    if (lock === null) return refuse({ kind: 'vault-busy' });
    try {
      return await work();
    } finally {
      lock.release();
    }
  }

  #write(content: string): Result<null, VaultFault> {
    try {
      writeWholeSync({ path: this.path, content, mode: OWNER_ONLY });
      return DONE;
    } catch (error) {
      if (systemCode(error) === null) throw error;
      return refuse({ kind: 'vault-unwritten', said: whyNotWritten(error) });
    }
  }

  #hold(next: VaultKey | null): void {
    if (this.#key !== next) this.#key?.secret.fill(0);
    this.#key = next;
  }
}

const DONE = { ok: true, value: null } as const;

async function readFile(path: string): Done<string> {
  try {
    return { ok: true, value: await readText(path, MOST_FILE_BYTES) };
  } catch (error) {
    if (error instanceof UnreadableText)
      return error.fault.kind === 'not-utf8' || error.fault.kind === 'utf16'
        ? refuse({ kind: 'vault-damaged', what: 'form' })
        : refuse({ kind: 'vault-unreadable', because: error.fault });
    const code = systemCode(error);
    if (code === null) throw error;
    if (code === 'ENOENT') return refuse({ kind: 'vault-absent' });
    return refuse({ kind: 'vault-unreadable', because: { kind: 'system', code, isHeld: false } });
  }
}

function whatIsWrong(entry: string, value: string): VaultFault | null {
  if (!isEntryName(entry)) return { kind: 'vault-entry-name' };
  const most = MOST_VALUE_BYTES;
  if (value === '') return { kind: 'vault-value', why: 'empty', most };
  if (value.includes('\0')) return { kind: 'vault-value', why: 'zero-byte', most };
  if (Buffer.byteLength(value) > most) return { kind: 'vault-value', why: 'too-large', most };
  return null;
}

function isShort(passphrase: string): boolean {
  return [...passphrase].length < LEAST_PASSPHRASE;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function refuse(error: VaultFault): { readonly ok: false; readonly error: VaultFault } {
  return { ok: false, error };
}
