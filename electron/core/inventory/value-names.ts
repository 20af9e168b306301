/** Which values of a list of hosts a release may hold. */
import { isValueName } from '../release/template.ts';
import type { NotTaken } from './model.ts';

const SECRET_NAME =
  /pass(?:word|wd|phrase|code)|(?:^|_)(?:pass|pwd|pw)(?:_|$)|secret|token|credential|(?:api|access|private|secret|signing|encryption)_?key/i;
/** A value of Ansible's vault, or the key of somebody. */
const SECRET_TEXT = /^\s*(?:\$ANSIBLE_VAULT;|-----BEGIN [A-Z ]*PRIVATE KEY)/;

/** Whether a value of that name, or with that text, is one that no release may hold. */
export function isSecret(name: string, text: string | null): boolean {
  return SECRET_NAME.test(name) || SECRET_TEXT.test(text ?? '');
}

/** Null where it may be taken over. */
export function whyNoValue(name: string, text: string | null): NotTaken['why'] | null {
  if (isSecret(name, text)) return 'secret';
  return isValueName(name) && name !== '__proto__' ? null : 'value-name';
}

/** A port as it is written; null where it is none. */
export function portIn(text: string | null): number | null {
  const port = text !== null && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}
