/** `sudo` of a step, as a form shows it. */
import { DEFAULT_BECOMER } from '#core/release/become.ts';
import { ROOT, secretIn } from '#core/release/format/sudo.ts';
import { type Raw, recordOf, textOf } from '../text/raw.ts';

export interface SudoParts {
  readonly user: string;
  readonly by: string;
  readonly secret: string;
}

export function partsOf(sudo: unknown): SudoParts {
  if (sudo === false) return { user: '', by: '', secret: '' };
  if (sudo === true) return { user: ROOT, by: '', secret: '' };
  const text = textOf(sudo);
  const secret = secretIn(text);
  if (secret !== null) return { user: ROOT, by: '', secret };
  if (typeof sudo !== 'object' || sudo === null) return { user: text, by: '', secret: '' };
  const raw: Raw = recordOf(sudo);
  return {
    user: textOf(raw['user']) || ROOT,
    by: textOf(raw['by']),
    secret: secretIn(textOf(raw['password'])) ?? '',
  };
}

/** As short as it can be written; undefined where nobody else is meant. */
export function writeSudo({ user, by, secret }: SudoParts): unknown {
  if (user === '') return undefined;
  const isPlain = by === '' || by === DEFAULT_BECOMER;
  if (isPlain && secret === '') return user === ROOT ? true : user;
  return {
    user,
    ...(isPlain ? {} : { by }),
    ...(secret === '' ? {} : { password: `{{ secret.${secret} }}` }),
  };
}
