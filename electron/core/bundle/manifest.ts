/** What a bundle says of itself: the part that is signed. Everything else in the file is held against it. */
import { z } from 'zod';

export const BUNDLE_FORMAT = 1;

/** Looked at before anything is read, in bytes unless said. */
export const BUNDLE_LIMITS = {
  bundle: 64 * 1024 ** 3,
  manifest: 1024 ** 2,
  signature: 16 * 1024,
  signatures: 16,
  member: 8 * 1024 ** 3 - 1,
  members: 1000,
  evidence: 256 * 1024 ** 2,
} as const;

export const MANIFEST_NAME = 'manifest.json';
export const RELEASE_NAME = 'release.yaml';

export function signatureName(keyId: string): string {
  return `signatures/${keyId}.minisig`;
}

const text = (most: number) => z.string().min(1).max(most);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const moment = z.iso.datetime();
const weight = { bytes: z.int().min(0).max(BUNDLE_LIMITS.member), sha256: hash };

const HOST_KEY = z.strictObject({
  address: text(255),
  port: z.int().min(1).max(65_535),
  keyType: text(64),
  fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
  publicKey: text(8192),
  by: text(200),
  at: moment,
});

const APPROVAL = z.strictObject({
  by: text(200),
  note: z.string().max(10_000).nullable(),
  login: text(200),
  at: moment,
});

export const MANIFEST = z.strictObject({
  'holdpoint-bundle': z.literal(BUNDLE_FORMAT),
  id: z.string().regex(/^b-[0-9a-z-]{8,40}$/),
  created: moment,
  expires: moment.nullable(),
  /** The oldest Holdpoint that reads it. */
  requires: z.string().regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/),
  /** Id of the library that it comes from. */
  library: z.string().max(100),
  release: z.strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{0,199}$/),
    name: text(300),
    version: text(100),
    revision: hash,
    /** Revisions that this one came after, newest first. */
    earlier: z.array(hash).max(5000),
    text: z.strictObject(weight),
  }),
  /** What the release names beside it; the member of each is called by its place in this list. */
  files: z.array(z.strictObject({ path: text(1000), ...weight })).max(BUNDLE_LIMITS.members),
  evidence: z.array(z.strictObject({ run: z.string().regex(/^r-[0-9a-z-]{1,60}$/), ...weight })).max(100),
  hostKeys: z.array(HOST_KEY).max(10_000),
  /** Of this revision. */
  approvals: z.array(APPROVAL).max(1000),
});

export type Manifest = z.infer<typeof MANIFEST>;
export type CarriedHostKey = Manifest['hostKeys'][number];
export type CarriedApproval = Manifest['approvals'][number];

/** A part of the file, by the one name that it can have. */
export interface BundleMember {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** All members behind manifest and signatures, in their order. */
export function membersOf({ release, files, evidence }: Manifest): readonly BundleMember[] {
  return [
    { name: RELEASE_NAME, bytes: release.text.bytes, sha256: release.text.sha256 },
    ...files.map(({ bytes, sha256 }, i) => ({ name: fileName(i), bytes, sha256 })),
    ...evidence.map(({ bytes, sha256 }, i) => ({ name: evidenceName(i), bytes, sha256 })),
  ];
}

export function fileName(index: number): string {
  return `files/${index + 1}`;
}

export function evidenceName(index: number): string {
  return `evidence/${index + 1}.html`;
}

/** Names that are the same so are one name on some disk. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
