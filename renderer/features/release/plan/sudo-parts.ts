/** `sudo` of a step, as a form shows it. */
import { type Raw, recordOf, textOf } from '../text/raw.ts';

export interface SudoParts {
  readonly user: string;
  readonly by: string;
  readonly secret: string;
}

const SECRET = /^\{\{\s*secret\.([A-Za-z_][A-Za-z0-9_-]*)\s*\}\}$/;

export function partsOf(sudo: unknown): SudoParts {
  if (sudo === false) return { user: '', by: '', secret: '' };
  if (sudo === true) return { user: 'root', by: '', secret: '' };
  const text = textOf(sudo);
  const secret = secretIn(text);
  if (secret !== '') return { user: 'root', by: '', secret };
  const raw: Raw = recordOf(sudo);
  if (Object.keys(raw).length === 0) return { user: text, by: '', secret: '' };
  return {
    user: textOf(raw['user']) || 'root',
    by: textOf(raw['by']),
    secret: secretIn(textOf(raw['password'])),
  };
}

function secretIn(text: string): string {
  return SECRET.exec(text)?.[1] ?? '';
}

/** As short as it can be written; undefined where nobody else is meant. */
export function writeSudo({ user, by, secret }: SudoParts): unknown {
  if (user === '') return undefined;
  const isPlain = by === '' || by === 'sudo';
  if (isPlain && secret === '') return user === 'root' ? true : user;
  return {
    user,
    ...(isPlain ? {} : { by }),
    ...(secret === '' ? {} : { password: `{{ secret.${secret} }}` }),
  };
}
