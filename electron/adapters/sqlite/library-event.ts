import type { Approval } from '#core/gate/model.ts';
import type { KeyRotation } from '#core/library/host-key.ts';
import type { KeptText } from '#core/library/kept-text.ts';
import type { CredentialReference, SecretReference } from '#core/library/references.ts';
import type { RunId } from '#core/run/events.ts';
import type { LossEvent } from '#core/run/losses.ts';
import type { KeyRevocation, SigningKey } from '#core/signing/key.ts';

/** An event of the library's own chain: it witnesses the library itself, its runs, its kept texts and what is trusted here. */
export type LibraryEvent =
  /** The first event. `id` tells this library from every other, also from one that was made in the same place. */
  | { readonly type: 'libraryCreated'; readonly data: { readonly id: string } }
  | {
      readonly type: 'runOpened';
      readonly data: {
        readonly run: RunId;
        readonly revision: string;
        readonly planSha256: string;
        /** The run that this one backs out, so that it is known of a backout of which nothing else is left. */
        readonly undoes: RunId | null;
      };
    }
  | {
      readonly type: 'runSealed';
      readonly data: { readonly run: RunId; readonly seq: number; readonly head: string };
    }
  | { readonly type: 'textKept'; readonly data: KeptText & { readonly release: string } }
  | { readonly type: 'releaseDeleted'; readonly data: { readonly release: string } }
  /** Another program held the checkpoint's file, so from here on it is behind until it was written again. `code`: the system's. */
  | { readonly type: 'checkpointHeld'; readonly data: { readonly code: string | null } }
  /** A backup was put in this library's place. What it did not hold stands as a loss beside this. */
  | {
      readonly type: 'libraryRestored';
      readonly data: {
        readonly login: string;
        /** Newest event of the backup's library log. */
        readonly seq: number;
        readonly head: string;
        /** Name of the file of what was replaced, among the backups; null where nothing was there. */
        readonly replaced: string | null;
      };
    }
  | TrustEvent
  | LossEvent;

/** What decides about trust on this workstation. `login` is the account that did it; references say where a secret is, never what. */
export type TrustEvent =
  | { readonly type: 'hostKeyAccepted'; readonly data: Omit<AcceptedHostKey, 'at'> & ByLogin }
  | {
      readonly type: 'hostKeyForgotten';
      readonly data: Pick<AcceptedHostKey, 'address' | 'port' | 'fingerprint'> & ByLogin;
    }
  | {
      readonly type: 'settingWritten';
      readonly data: { readonly key: string; readonly value: unknown } & ByLogin;
    }
  /** A person's word that a release may go as this revision says it. */
  | { readonly type: 'releaseApproved'; readonly data: Omit<Approval, 'at'> & { readonly release: string } }
  | { readonly type: 'signingKeyTrusted'; readonly data: Omit<SigningKey, 'at' | 'revoked'> }
  | {
      readonly type: 'signingKeyRevoked';
      readonly data: Pick<SigningKey, 'id' | 'publicKey'> & Omit<KeyRevocation, 'at'>;
    }
  | { readonly type: 'bundleMade'; readonly data: BundleNamed & ByLogin }
  /** What came in it stands in events of its own beside this. */
  | { readonly type: 'bundleImported'; readonly data: ImportedBundle & ByLogin }
  /** Null: it was removed. */
  | {
      readonly type: 'credentialSet';
      readonly data: { readonly name: string; readonly reference: CredentialReference | null } & ByLogin;
    }
  | {
      readonly type: 'secretSet';
      readonly data: { readonly name: string; readonly reference: SecretReference | null } & ByLogin;
    };

/** One bundle, by the hash of what is signed of it. */
export interface BundleNamed {
  readonly bundle: string;
  /** SHA-256 of its manifest. */
  readonly manifest: string;
  readonly release: string;
  readonly revision: string;
}

export interface ImportedBundle extends BundleNamed {
  /** When it was made, as it says itself. */
  readonly created: string;
  /** Ids of the trusted keys that signed it. */
  readonly signers: readonly string[];
  readonly by: string;
}

interface ByLogin {
  readonly login: string;
}

export interface AcceptedHostKey {
  readonly address: string;
  readonly port: number;
  readonly keyType: string;
  /** `SHA256:…`. */
  readonly fingerprint: string;
  /** `ssh-ed25519 AAAA…`. */
  readonly publicKey: string;
  readonly by: string;
  readonly at: string;
  /** The bundle that it came in; missing: a person here was shown it by the host. */
  readonly bundle?: string;
  /** Missing: nobody had announced it. */
  readonly rotation?: Pick<KeyRotation, 'replaced' | 'release' | 'why'>;
}
