/**
 * What the workstation itself refused: its files, its secrets, its network. Facts for the log;
 * `core/words/hosts/describe-workstation.ts` makes sentences of them. `said` quotes the system.
 */

/** A file of the release. `code` is that of the failure. */
export interface FileRefused {
  readonly kind: 'file-refused';
  readonly code: string;
  /** As the release names it. */
  readonly path: string;
  readonly fault: FileFault;
}

export type FileFault =
  | TextFault
  /** One file is moved, and this is a folder. */
  | { readonly kind: 'folder-to-move' }
  | { readonly kind: 'not-a-folder' }
  | { readonly kind: 'not-plain' }
  | { readonly kind: 'in-tree' }
  | { readonly kind: 'not-read-on' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'name-refused'; readonly name: string; readonly how: 'device' | 'characters' | 'end' }
  /** `keptBytes` of what is free are left alone. */
  | {
      readonly kind: 'no-room';
      readonly bytes: number;
      readonly freeBytes: number;
      readonly keptBytes: number;
    }
  | { readonly kind: 'hash-differs'; readonly found: string; readonly expected: string }
  | { readonly kind: 'broke'; readonly said: string };

/** Why a file gives no text. */
export type TextFault =
  /** `code`: the system's. `isHeld`: it is one that a program which holds the file open causes. */
  | { readonly kind: 'system'; readonly code: string; readonly isHeld: boolean }
  | { readonly kind: 'folder' }
  | { readonly kind: 'device' }
  /** Where none is read. */
  | { readonly kind: 'pipe' }
  /** It has a name, and nothing writes into it. */
  | { readonly kind: 'pipe-unwritten' }
  | { readonly kind: 'too-large'; readonly mostBytes: number }
  | { readonly kind: 'pipe-silent'; readonly withinMs: number }
  /** `encoding`: PowerShell's name of it. */
  | { readonly kind: 'utf16'; readonly encoding: 'Unicode' | 'BigEndianUnicode' }
  | { readonly kind: 'not-utf8' }
  | { readonly kind: 'zero-byte' };

export interface SecretMissing {
  readonly kind: 'secret-missing';
  readonly code: 'secret-missing' | 'secret-lost';
  readonly name: string;
  readonly fault: SecretFault | { readonly kind: 'unknown' } | { readonly kind: 'lost' };
}

/** Where a secret should be, it is not. */
export type SecretFault =
  /** It is asked for, and nobody answered. */
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'unset'; readonly variable: string }
  | { readonly kind: 'empty'; readonly path: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly because: TextFault }
  | { readonly kind: 'vault'; readonly path: string; readonly fault: VaultFault }
  | { readonly kind: 'keychain'; readonly entry: string; readonly fault: KeychainFault }
  /** `program`: its path alone; what it is given may say more than is anybody's business. */
  | { readonly kind: 'command'; readonly program: string; readonly fault: CommandFault };

/** Why the vault file gives nothing, or takes nothing. */
export type VaultFault =
  | { readonly kind: 'vault-absent' }
  | { readonly kind: 'vault-exists' }
  /** It is wanted, and nobody gave the passphrase. */
  | { readonly kind: 'vault-locked' }
  | { readonly kind: 'vault-passphrase-wrong' }
  | { readonly kind: 'vault-passphrase-short'; readonly least: number }
  /** `form`: it is no vault, or was cut or changed by chance. `seal`: the passphrase fits, and what it seals was changed. */
  | { readonly kind: 'vault-damaged'; readonly what: 'form' | 'seal' }
  | { readonly kind: 'vault-newer'; readonly version: number }
  /** It wants more work or memory for its passphrase than this program does for any, or so little that it protects nothing. */
  | { readonly kind: 'vault-costly' }
  | { readonly kind: 'vault-entry-absent'; readonly entry: string }
  | { readonly kind: 'vault-entry-name' }
  | { readonly kind: 'vault-value'; readonly why: 'empty' | 'zero-byte' | 'too-large'; readonly most: number }
  | { readonly kind: 'vault-full'; readonly most: number }
  | { readonly kind: 'vault-busy' }
  | { readonly kind: 'vault-unreadable'; readonly because: TextFault }
  /** What the system said to writing it. */
  | { readonly kind: 'vault-unwritten'; readonly said: string };

/** Why the keychain of the operating system is of no use. */
export type KeychainFault =
  /** At the terminal: it belongs to the app. */
  | { readonly kind: 'keychain-elsewhere' }
  /** `backend`: what Electron would use in its place, which anybody can decrypt. */
  | { readonly kind: 'keychain-unreal'; readonly backend: string }
  | { readonly kind: 'keychain-entry-absent' }
  /** Its file cannot be read, or the keychain does not decrypt what is in it. */
  | { readonly kind: 'keychain-refused'; readonly said: string };

/** Why a command of the site gave no value. `said`: what it printed as its error output, made safe to show. */
export type CommandFault =
  | { readonly kind: 'command-path' }
  /** `code`: the system's. */
  | { readonly kind: 'command-unstarted'; readonly code: string }
  | { readonly kind: 'command-late'; readonly withinMs: number; readonly said: string }
  | {
      readonly kind: 'command-failed';
      readonly exit: number | null;
      readonly signal: string | null;
      readonly said: string;
    }
  | {
      readonly kind: 'command-output';
      readonly why: 'empty' | 'too-large' | 'not-utf8' | 'zero-byte';
      readonly most: number;
    };

/** A probe from this workstation, or over the connection of a host, that got no answer. */
export interface NoReply {
  readonly kind: 'no-reply';
  readonly code: string;
  /** The host whose connection it went over; null: from the workstation. */
  readonly via: string | null;
  /** Address and port, or URL. */
  readonly target: string;
  readonly fault: ReplyFault;
}

export type ReplyFault =
  | { readonly kind: 'late'; readonly withinMs: number | null }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'no-http' }
  | { readonly kind: 'port-refused' }
  | { readonly kind: 'forwarding-refused' }
  | { readonly kind: 'broke'; readonly said: string };
