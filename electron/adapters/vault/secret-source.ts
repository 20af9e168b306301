import type { Failure, Result } from '#engine/ports.ts';

/** Where a secret's value is. The value itself is read when it is needed and kept nowhere. */
export type SecretSource =
  | { readonly kind: 'env'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string };

/** Reads `env:VARIABLE` or `file:PATH`. */
export function parseSecretSource(text: string): Result<SecretSource, Failure<'invalid-source'>> {
  const [, kind, place] = /^(env|file):(.+)$/s.exec(text) ?? [];
  if (kind === 'env' && place !== undefined && /^[A-Za-z_][A-Za-z0-9_]*$/.test(place)) {
    return { ok: true, value: { kind, variable: place } };
  }
  if (kind === 'file' && place !== undefined) return { ok: true, value: { kind, path: place } };
  const message = 'A secret is given as env:VARIABLE or file:PATH, never as its value.';
  return { ok: false, error: { code: 'invalid-source', message } };
}
