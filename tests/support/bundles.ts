/** Bundles as their maker would write them, and as nobody should. */
import { headerOf } from '#adapters/bundle/archive.ts';
import { type SecretKey, signContent } from '#adapters/signing/secret-key.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import {
  evidenceName,
  fileName,
  MANIFEST_NAME,
  type Manifest,
  RELEASE_NAME,
  signatureName,
} from '#core/bundle/manifest.ts';
import { canonicalJson } from '#core/canonical-json.ts';

const BLOCK = 512;

/** A member with its content; `header` where another than its own stands before it. */
export interface RawMember {
  readonly name: string;
  readonly content: Uint8Array;
  readonly header?: Buffer;
}

export const END = Buffer.alloc(2 * BLOCK);

export function archiveOf(members: readonly RawMember[], end: Uint8Array = END): Buffer {
  return Buffer.concat([
    ...members.flatMap(({ name, content, header }) => [
      header ?? headerOf({ name, bytes: content.length }),
      content,
      Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
    ]),
    end,
  ]);
}

/** What a maker puts together. */
export interface Parts {
  readonly text: string;
  /** Names in the release, with contents. */
  readonly files: readonly (readonly [string, string])[];
  readonly evidence?: readonly (readonly [string, string])[];
  readonly revision: string;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly release?: Readonly<Record<string, unknown>>;
}

export function manifestOf({ text, files, evidence = [], revision, more, release }: Parts): Manifest {
  return {
    'holdpoint-bundle': 1,
    id: 'b-20261121-0123456789',
    created: '2026-11-21T04:00:00.000Z',
    expires: null,
    requires: '0.1.0',
    library: 'elsewhere',
    release: {
      ...{ id: 'shop', name: 'Shop', version: '1.0.0', revision, earlier: [], text: weightOf(text) },
      ...release,
    },
    files: files.map(([path, content]) => ({ path, ...weightOf(content) })),
    evidence: evidence.map(([run, content]) => ({ run, ...weightOf(content) })),
    hostKeys: [],
    approvals: [],
    ...more,
  };
}

/** The members of a bundle by these keys, in order. `manifest`: its bytes, where they are not those of the parts. */
export function membersFor(
  parts: Parts,
  keys: readonly SecretKey[],
  manifest: Uint8Array = Buffer.from(canonicalJson(manifestOf(parts))),
): readonly RawMember[] {
  const signatures = keys
    .map((key) => ({
      name: signatureName(key.publicKey.id),
      content: Buffer.from(signContent(manifest, key, 'a test')),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    { name: MANIFEST_NAME, content: manifest },
    ...signatures,
    { name: RELEASE_NAME, content: Buffer.from(parts.text) },
    ...parts.files.map(([, content], i) => ({ name: fileName(i), content: Buffer.from(content) })),
    ...(parts.evidence ?? []).map(([, content], i) => ({
      name: evidenceName(i),
      content: Buffer.from(content),
    })),
  ];
}

function weightOf(content: string) {
  return { bytes: Buffer.byteLength(content), sha256: sha256(content) };
}
