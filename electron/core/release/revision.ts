/** Immutable revisions: the SHA-256 of the canonical JSON (RFC 8785) of what a release file says. */
import { canonicalJson } from '../canonical-json.ts';
import type { Revision } from './model.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** `sha256` gives 64 hex digits of the text's UTF-8 bytes. */
export function revisionOf(data: JsonObject, sha256: (text: string) => string): Revision {
  return sha256(canonicalJson(data)) as Revision;
}

/** For people: the first 16 hex digits in groups of four, `4f2a-91c0-77d3-0be1`. */
export function shortRevision(revision: string): string {
  return revision.slice(0, 16).replaceAll(/(.{4})(?=.)/g, '$1-');
}
