/** `sudo`: as whom a command runs, what makes that user of the one who logs in, and where its password is. */
import { DEFAULT_BECOMER, isBecomer, nameOfBecomer, takesPassword } from '../become.ts';
import { isPlaceholder } from '../placeholder.ts';
import type { Path } from '../problems.ts';
import { VALUE_NAME } from '../template.ts';
import { checkedText, TEXT } from './scalars.ts';
import { defaulting, mapping, optional } from './table.ts';
import type { Reading, ValueType } from './value-type.ts';

export interface Sudo {
  /** Target user, `root` for `sudo: true`. */
  readonly user: string;
  /** Name of the secret that holds the password, or null for password-less sudo. */
  readonly passwordSecret: string | null;
  /** `su`, `doas`, or a command of the site; sudo where there is none. */
  readonly by?: string;
}

/** Whom `sudo: true` means. */
export const ROOT = 'root';

const SECRET = new RegExp(`^\\{\\{\\s*secret\\.(${VALUE_NAME})\\s*\\}\\}$`);
const USER = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

const PASSWORD = checkedText(
  (text, path, { problems }) => {
    if (!SECRET.test(text))
      problems.error(
        path,
        'secret-needed',
        'a password is never written into a release: write "{{ secret.name }}"',
      );
  },
  { pattern: SECRET.source },
);

const BY = checkedText((text, path, { problems }) => {
  if (!isBecomer(text))
    problems.error(
      path,
      'sudo-by',
      `"${text}" is not sudo, su or doas, nor a command of the site: write one by its whole path, in plain words, such as /opt/pb/bin/pbrun -u %u`,
    );
});

/** What is wrong with it is told with all that is said of sudo. */
const TARGET = checkedText(() => undefined, { pattern: USER.source });

const SUDO_MAPPING = mapping(
  'sudo',
  {
    user: optional(TARGET, 'the user it runs as; without it, root', { use: 'kept' }),
    password: optional(PASSWORD, 'the secret with the password of sudo, as "{{ secret.name }}"', {
      use: 'filled',
    }),
    by: defaulting(BY, 'what makes that user: sudo, su, doas, or a command of the site', {
      default: DEFAULT_BECOMER,
    }),
  },
  ({ user, password, by }, { path, reading }): Sudo | null => {
    if (user !== null && !checkUser(user, [...path, 'user'], reading)) return null;
    const other = by === DEFAULT_BECOMER ? {} : { by };
    if (password !== null && !takesPassword(by))
      reading.problems.error(
        [...path, 'password'],
        'sudo-by',
        `${nameOfBecomer(by)} cannot be given a password: leave it out, and let the host ask for none`,
      );
    return { user: user ?? ROOT, passwordSecret: password === null ? null : secretIn(password), ...other };
  },
);

/** `true`, a user, `{{ secret.x }}` (root with this password), or `{user, password}`. */
export const SUDO: ValueType<Sudo> = {
  read: (value, path, reading) => {
    if (value === false) return null;
    if (value === true) return { user: ROOT, passwordSecret: null };
    if (typeof value === 'object') return SUDO_MAPPING.read(value, path, reading);
    const text = TEXT.read(value, path, reading);
    if (text === null) return null;
    const secret = secretIn(text);
    if (secret !== null) return { user: ROOT, passwordSecret: secret };
    return checkUser(text, path, reading) ? { user: text, passwordSecret: null } : null;
  },
  absent: null,
  isText: false,
  shape: {
    kind: 'either',
    of: [
      { kind: 'scalar', schema: { type: ['boolean', 'string'], pattern: `${USER.source}|${SECRET.source}` } },
      SUDO_MAPPING.shape,
    ],
  },
};

/** The name of the secret that a password is taken from; null where the text is none. */
export function secretIn(text: string): string | null {
  return SECRET.exec(text)?.[1] ?? null;
}

/** False for a yes, a no or a none, which would be taken for a user. */
function checkUser(user: string, path: Path, { problems }: Reading): boolean {
  if (/^(?:yes|no|on|off|y|n|true|false)$/i.test(user) || isPlaceholder(user)) {
    const cure = /^(?:yes|on|y|true)$/i.test(user)
      ? 'write sudo: true (without quotes) for root'
      : 'leave sudo out';
    problems.error(path, 'sudo-word', `"${user}" would be taken for a user of this name: ${cure}`);
    return false;
  }
  if (!USER.test(user))
    problems.error(
      path,
      'bad-user',
      `"${user}" is not a user name; write true, a user, or {user, password: "{{ secret.name }}"}`,
    );
  return true;
}
