/** A passphrase that is typed twice, in an `UnkeptForm`. */
import type { UnkeptField } from './UnkeptForm.tsx';

/** `about`: how long it is, and what is lost with it. Its key is `next`. */
export function newPassphrase(about: string): readonly UnkeptField[] {
  return [
    { key: 'next', label: 'New passphrase', description: about, shape: 'hidden' },
    { key: 'again', label: 'The same again', shape: 'hidden' },
  ];
}

/** Why the two will not do; null where they are the same. */
export function differ({ next, again }: Readonly<Record<string, string>>): string | null {
  return next === again ? null : 'The two passphrases are not the same.';
}
