/** `sudo`: as whom a command runs, and where its password is. */
import type { Fields } from './fields.ts';
import type { Sudo } from './model.ts';

const SECRET = /^\{\{\s*secret\.([A-Za-z_][A-Za-z0-9_-]*)\s*\}\}$/;
const USER = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

/** `true`, a user, `{{ secret.x }}` (root with this password), or `{user, password}`. */
export function readSudo(fields: Fields): Sudo | null {
  const value = fields.raw('sudo');
  if (value === undefined || value === null || value === false) return null;
  if (value === true) return { user: 'root', passwordSecret: null };
  if (typeof value === 'object') {
    const inner = fields.inner('sudo', ['user', 'password']);
    if (!inner) return null;
    const user = inner.optionalText('user') ?? 'root';
    if (refuseFlag(inner, 'user', user)) return null;
    return {
      user: userOf(inner, 'user', user),
      passwordSecret: secretOf(inner),
    };
  }
  const text = fields.optionalText('sudo') ?? '';
  if (refuseFlag(fields, 'sudo', text)) return null;
  const [, secret] = SECRET.exec(text) ?? [];
  return secret === undefined
    ? { user: userOf(fields, 'sudo', text), passwordSecret: null }
    : { user: 'root', passwordSecret: secret };
}

/** Whether the word is a yes or no of other formats, which would be taken for a user. */
function refuseFlag(fields: Fields, key: string, text: string): boolean {
  if (!/^(?:yes|no|on|off|y|n|true|false)$/i.test(text)) return false;
  const isYes = /^(?:yes|on|y|true)$/i.test(text);
  const cure = isYes ? 'write sudo: true (without quotes) for root' : 'leave sudo out';
  fields.error(key, 'sudo-word', `"${text}" would be taken for a user of this name: ${cure}`);
  return true;
}

function userOf(fields: Fields, key: string, user: string): string {
  if (!USER.test(user))
    fields.error(
      key,
      'bad-user',
      `"${user}" is no user name; write true, a user, or {user, password: "{{ secret.name }}"}`,
    );
  return user;
}

function secretOf(fields: Fields): string | null {
  const text = fields.optionalText('password');
  if (text === null) return null;
  const [, secret] = SECRET.exec(text) ?? [];
  if (secret === undefined)
    fields.error(
      'password',
      'secret-needed',
      'a password is never written into a release: write "{{ secret.name }}"',
    );
  return secret ?? null;
}
