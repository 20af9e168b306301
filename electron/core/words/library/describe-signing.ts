/** Keys of persons, and what is wrong with a file that should hold one. */
import type { KeyFault, SigningKey } from '../../signing/key.ts';
import { formatZonedTime } from '../figures/format-time.ts';

/** Clauses that follow the name of a file or key. */
export function describeKeyFault(fault: KeyFault): string {
  switch (fault.kind) {
    case 'key-form':
      return fault.of === 'public'
        ? 'it is not a public key in minisign’s format: one line of base64 that begins with RW, alone or below a comment'
        : 'it is not a secret key in minisign’s format';
    case 'key-costly':
      return 'deriving its key from the passphrase takes more memory than Holdpoint allows (1 GiB), or too little to protect it. Make a new key';
    case 'key-passphrase-wrong':
      return 'that is not its passphrase, or the file was damaged';
  }
}

/** Since when, by whom, and how it came here; or why it is no longer trusted. A sentence without its stop. */
export function describeStanding({ how, by, at, revoked }: SigningKey): string {
  if (revoked !== null) return `Revoked by ${revoked.by} ${formatZonedTime(revoked.at)}: ${revoked.why}`;
  return `${how === 'made' ? 'Made here' : 'Trusted'} by ${by} ${formatZonedTime(at)}`;
}

/** In groups that are read to another person. */
export function formatKeyWords(words: readonly string[]): string {
  const groups = Array.from({ length: Math.ceil(words.length / 4) }, (_, i) =>
    words.slice(i * 4, i * 4 + 4).join(' '),
  );
  return groups.join(' · ');
}
