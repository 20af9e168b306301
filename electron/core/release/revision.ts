import canonicalize from 'canonicalize';
import type { JsonValue } from './json.ts';
import type { Revision } from './model.ts';

export type { JsonObject, JsonValue } from './json.ts';

/** Canonical JSON (RFC 8785): the same data always gives the same text, whatever the order of keys. */
export function canonicalJson(data: JsonValue): string {
  return canonicalize(data) ?? 'null';
}

/** The revision of a release's data; `sha256` gives the 64 hex digits of a text's UTF-8. */
export function revisionOf(data: JsonValue, sha256: (text: string) => string): Revision {
  return sha256(canonicalJson(data)) as Revision;
}

/** The first 16 hex digits in four groups, as people read and compare them: `4f2a-91c0-77de-0b13`. */
export function shortRevision(revision: Revision): string {
  return (revision.slice(0, 16).match(/.{1,4}/g) ?? []).join('-');
}
