import canonicalize from 'canonicalize';

/** Canonical JSON (RFC 8785). Refuses what JSON cannot say, and strings that are not well-formed Unicode. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a value that JSON cannot say cannot be kept');
  return text;
}
