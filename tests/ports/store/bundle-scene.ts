/** A library with a key that it trusts and one that was revoked, and what becomes there of bytes that come as a bundle. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { expect } from 'vitest';
import { headerOf } from '#adapters/bundle/archive.ts';
import { writePublicKey } from '#adapters/signing/minisign.ts';
import { makeSecretKey, type SecretKey } from '#adapters/signing/secret-key.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { revisionOf } from '#core/release/revision.ts';
import { describeBundleFault } from '#core/words/library/describe-bundle.ts';
import { importBundle } from '#operations/bundles/import-bundle.ts';
import { createReader } from '#operations/release-reader.ts';
import type { Parts, RawMember } from '#support/bundles.ts';
import { type StoreFixture, sha256 } from './library-fixture.ts';

const NOW = new Date('2026-11-21T05:00:00.000Z');
export const FILES = [
  ['files/work.sh', 'echo works\n'],
  ['files/app.bin', 'x'.repeat(1300)],
] as const;

export function releaseText(names: readonly string[], version = '1.0.0'): string {
  const steps = names.map(
    (name, i) =>
      `        - {id: s${i}, title: S, on: all, script: {file: ${JSON.stringify(name)}}, nothing_to_undo: looks}`,
  );
  return `holdpoint: 1
release: {id: shop, name: Shop, version: ${version}}
environments:
  lab:
    kind: test
    hosts:
      web1: {address: 10.0.0.1}
deployment:
  phases:
    - id: main
      title: Main
      steps:
${steps.join('\n')}
`;
}

function revision(text: string): string {
  const { data } = parseRelease(text);
  return data === null ? 'f'.repeat(64) : revisionOf(data, sha256);
}

export function partsOf(files: Parts['files'] = FILES, more: Partial<Parts> = {}): Parts {
  const text = more.text ?? releaseText(files.map(([name]) => name));
  return { text, files, revision: revision(text), ...more };
}

interface Scene {
  readonly library: Library;
  readonly ada: SecretKey;
  /** Trusted once, revoked since. */
  readonly eve: SecretKey;
  /** What becomes of these bytes as a bundle: the code of the refusal, or `taken`. */
  take(bytes: Uint8Array): Promise<string>;
  /** All rows of all tables, and the files beside them. */
  state(): string;
}

export async function openScene(store: StoreFixture): Promise<Scene> {
  const library = await store.open();
  const [ada, eve] = [makeSecretKey(), makeSecretKey()];
  for (const { publicKey } of [ada, eve])
    library.trustSigningKey({
      ...{ id: publicKey.id, publicKey: writePublicKey(publicKey), name: publicKey.id },
      ...{ how: 'trusted', by: 'grace' },
    });
  library.revokeSigningKey(eve.publicKey.id, { why: 'lost', by: 'grace' });
  const path = join(tmpdir(), `hostile-${process.pid}.holdpoint`);
  return {
    library,
    ada,
    eve,
    async take(bytes) {
      writeFileSync(path, bytes);
      const judge = { keys: library.listSigningKeys(), now: NOW, version: '0.1.0' };
      const reader = createReader(sha256);
      const by = 'grace';
      const taken = await importBundle(path, { library, reader, judge, by, shown: null, replace: true });
      rmSync(path);
      if (taken.ok) return 'taken';
      expect(describeBundleFault(taken.error)).toMatch(/\S/);
      return taken.error.kind;
    },
    state() {
      let rows = '';
      store.rawly((database: InstanceType<typeof Sqlite>) => {
        const tables = database
          .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
          .pluck()
          .all();
        rows = JSON.stringify(
          tables.map((name) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]),
        );
      });
      const files = readdirSync(store.folder, { recursive: true, encoding: 'utf8' });
      return `${rows}\n${files
        .filter((name) => !/library\.db/.test(name))
        .toSorted()
        .join('\n')}`;
    },
  };
}

/** Every one is refused by one of these codes, and nothing changed. Gives how many there were. */
export async function refuses(
  scene: Scene,
  cases: Iterable<readonly [string, Uint8Array]>,
  codes: readonly string[],
): Promise<number> {
  const before = scene.state();
  const wrong: string[] = [];
  let count = 0;
  for (const [what, bytes] of cases) {
    const code = await scene.take(bytes);
    if (!codes.includes(code)) wrong.push(`${what}: ${code}`);
    if (scene.state() !== before) wrong.push(`${what}: changed the library`);
    count += 1;
  }
  expect(wrong).toEqual([]);
  return count;
}

export function replaced(bytes: Uint8Array, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

/** One member with its header changed and its sum made to fit. */
export function withHeader(
  members: readonly RawMember[],
  at: number,
  change: (header: Buffer) => void,
): readonly RawMember[] {
  const member = members[at];
  if (member === undefined) throw new Error(`no member ${at}`);
  const header = headerOf({ name: member.name, bytes: member.content.length });
  change(header);
  header.write(' '.repeat(8), 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return members.with(at, { ...member, header });
}
