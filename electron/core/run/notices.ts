/** What preflight finds of a host that is worth knowing and no problem, as facts; `core/words/hosts/describe-notice.ts` makes the sentences. */
import type { KeyRotation } from '../library/host-key.ts';
import type { Host, HostName } from '../release/model.ts';
import type { Holder } from './leases.ts';

export type Notice =
  /** It keeps no note of who works on it. */
  | { readonly kind: 'no-note' }
  /** Its lease was that of another, who has gone or was taken over from. */
  | { readonly kind: 'replaced'; readonly holder: Holder }
  /** Its clock is not this workstation's: by how much, and how much of that may be wrong. */
  | { readonly kind: 'clock'; readonly offsetMs: number; readonly errorMs: number }
  /** Outdated SSH algorithms are offered to it. */
  | { readonly kind: 'legacy-ssh' }
  /** The system's client reaches it. `version`: as it says itself; null before it was asked. */
  | { readonly kind: 'openssh'; readonly version: string | null; readonly readsConfig: boolean }
  /** Its key is believed by a certificate; `authority`: the key that signed it. */
  | { readonly kind: 'host-certificate'; readonly authority: string }
  /** Its key came in the place of others, as the release had announced and a person confirmed. */
  | ({ readonly kind: 'key-rotated'; readonly hostKey: string } & KeyRotation)
  /** All of these, this one among them, are one machine: by host key, boot and host name. */
  | { readonly kind: 'same-machine'; readonly hosts: readonly HostName[] }
  /** All of these show one host key, and are not one machine. */
  | { readonly kind: 'shared-key'; readonly hosts: readonly HostName[] };

/** What is worth a word of the way to a host; `seen`: what a connection has shown, null before there is one. */
export function connectionNotices(
  { ssh, transport }: Pick<Host, 'ssh' | 'transport'>,
  seen: { readonly version: string; readonly authority: string | null } | null,
  rotated: (KeyRotation & { readonly hostKey: string }) | null = null,
): readonly Notice[] {
  const version = seen?.version ?? null;
  const authority = seen?.authority ?? null;
  const readsConfig = transport === 'openssh-config';
  return [
    ...(ssh === 'legacy' ? [{ kind: 'legacy-ssh' } as const] : []),
    ...(readsConfig || transport === 'openssh' ? [{ kind: 'openssh', version, readsConfig } as const] : []),
    ...(authority === null ? [] : [{ kind: 'host-certificate', authority } as const]),
    ...(rotated === null ? [] : [{ kind: 'key-rotated', ...rotated } as const]),
  ];
}

/** Why a host can keep no records of a user's steps. */
export type NoRecords =
  /** It has neither setsid nor perl. */
  | { readonly kind: 'records-no-tool' }
  | { readonly kind: 'records-no-folder'; readonly path: string }
  | { readonly kind: 'records-unwritable'; readonly path: string }
  /** Without a note of who works there a record would prove nothing. */
  | { readonly kind: 'records-no-note' }
  /** The host did not say whether it can. */
  | { readonly kind: 'records-untold' };
