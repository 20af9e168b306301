import { stat } from 'node:fs/promises';
import { readLooseText } from '#adapters/files/read-text.ts';
import type { HostKeyFault } from '#core/run/connecting.ts';
import { printable } from '#core/words/text/printable.ts';
import type { Result } from '#engine/ports.ts';
import { type KnownHostsEntry, matchKnownHosts, parseKnownHosts } from './known-hosts.ts';

const MAX_KNOWN_HOSTS_BYTES = 16 * 1024 * 1024;

type Entries = readonly KnownHostsEntry[];

/** known_hosts files, read again only when they change. A missing file is an empty one. */
export class KnownHostsFiles {
  readonly #files = new Map<string, KnownHostsFile>();

  /** What the file says of each of the names, or why that cannot be told. */
  async find(path: string, names: readonly string[]): Promise<Result<readonly Entries[], HostKeyFault>> {
    try {
      const { mtimeMs, size, ino } = await stat(path);
      const stamp = `${mtimeMs}:${size}:${ino}`;
      let file = this.#files.get(path);
      if (file?.stamp !== stamp) {
        file = new KnownHostsFile(path, stamp);
        this.#files.set(path, file);
      }
      return { ok: true, value: await Promise.all(names.map(file.find)) };
    } catch (error) {
      this.#files.delete(path);
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return { ok: true, value: names.map(() => []) };
      const said = printable(error instanceof Error ? error.message : String(error));
      return { ok: false, error: { kind: 'known-hosts-unreadable', file: path, said } };
    }
  }
}

/** One state of a file. Names that are asked for while it is looked through are looked for together, once that is done. */
class KnownHostsFile {
  readonly stamp: string;
  readonly #entries: Promise<Entries>;
  readonly #found = new Map<string, Promise<Entries>>();
  #asked: string[] = [];
  #next: Promise<ReadonlyMap<string, Entries>> | null = null;
  #last: Promise<unknown>;

  constructor(path: string, stamp: string) {
    this.stamp = stamp;
    this.#entries = readEntries(path);
    this.#last = this.#entries;
  }

  readonly find = (name: string): Promise<Entries> => {
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    this.#asked.push(name);
    this.#next ??= this.#last.then(() => this.#lookThrough());
    this.#last = this.#next;
    const found = this.#next.then((all) => all.get(name) ?? []);
    this.#found.set(name, found);
    return found;
  };

  async #lookThrough(): Promise<ReadonlyMap<string, Entries>> {
    const names = this.#asked;
    this.#asked = [];
    this.#next = null;
    return matchKnownHosts(await this.#entries, names);
  }
}

async function readEntries(path: string): Promise<Entries> {
  const { entries } = await parseKnownHosts(await readLooseText(path, MAX_KNOWN_HOSTS_BYTES));
  return entries;
}
