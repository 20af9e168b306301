/** What this workstation refused: its files, its secrets, its network. */
import type { SecretUnusable } from '../../run/problems.ts';
import type { UncoveredSecret } from '../../run/state.ts';
import type {
  CommandFault,
  FileFault,
  KeychainFault,
  NoReply,
  SecretFault,
  SecretMissing,
  TextFault,
  VaultFault,
} from '../../run/workstation-faults.ts';
import { formatBytes } from '../figures/format-count.ts';
import { formatDuration } from '../figures/format-duration.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { byCommand, wayIn } from '../text/surface.ts';

/** A sentence without its stop. */
export function describeFile({ path, fault }: { readonly path: string; readonly fault: FileFault }): string {
  return `"${path}" ${describeFileFault(fault)}`;
}

/** Fit to follow the name of the file. */
function describeFileFault(fault: FileFault): string {
  switch (fault.kind) {
    case 'folder-to-move':
      return 'is a folder, and one file is moved: pack it (tar) and name that';
    case 'not-a-folder':
      return 'is not a folder';
    case 'not-plain':
      return 'is not a plain file';
    case 'in-tree':
      return 'is a link or a special file. Put plain files there instead';
    case 'not-read-on':
      return 'was not read to its end, since the run was stopped';
    case 'outside':
      return 'leads out of the release\'s folder. Give a path relative to the release file, without ".."';
    case 'name-refused':
      return `cannot be written: "${fault.name}" ${NAMES_REFUSED[fault.how]}`;
    case 'no-room':
      return `needs ${formatBytes(fault.bytes)}, and ${formatBytes(fault.freeBytes)} are free on its disk, of which ${formatBytes(fault.keptBytes)} are kept for the library and others. Free some space`;
    case 'hash-differs':
      return `arrived with SHA-256 ${fault.found} and not ${fault.expected}. Nothing was kept`;
    case 'broke':
      return `could not be read to its end: ${fault.said}`;
    default:
      return describeTextFault(fault);
  }
}

const NAMES_REFUSED = {
  device: 'is a device name on Windows',
  characters: 'has characters that Windows refuses',
  end: 'ends in a dot or a space',
} as const;

/** Fit to follow the name of the file, or "it". */
export function describeTextFault(fault: TextFault): string {
  switch (fault.kind) {
    case 'system':
      return describeSystemFault(fault);
    case 'folder':
      return 'is a folder, where a file is needed';
    case 'device':
      return 'is a device or socket; give a plain file';
    case 'pipe':
      return 'is a pipe; give a plain file';
    case 'pipe-unwritten':
      return 'is a pipe into which nothing writes; give a plain file';
    case 'too-large':
      return `is larger than ${formatBytes(fault.mostBytes)}, the most that is read`;
    case 'pipe-silent':
      return `is a pipe through which nothing more came within ${formatDuration(fault.withinMs)}`;
    case 'utf16':
      return `is UTF-16 text, as PowerShell's ">" writes it, and has to be UTF-8. Save it as UTF-8 in your editor, or in PowerShell: (Get-Content -Raw -Encoding ${fault.encoding} FILE) | Set-Content -Encoding utf8 FILE`;
    case 'not-utf8':
      return 'is not UTF-8 text';
    case 'zero-byte':
      return 'holds a zero byte, which no environment and no prompt takes';
  }
}

const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'is not there. Check the path, which is relative to the release file',
  ENOTDIR: 'is not there: a part of its path is a file',
  EISDIR: 'is a folder, where a file is needed',
  EACCES: 'cannot be opened. Check its permissions',
  EPERM: 'cannot be opened. Check its permissions',
  ENOSPC: 'cannot be written: the disk is full. Free some space',
  EDQUOT: 'cannot be written: the quota is used up. Free some space',
  EROFS: 'cannot be written: the disk is read-only',
  ENAMETOOLONG: 'has a name that is too long for this disk',
  ELOOP: 'is a link that leads in a circle. Name the file itself',
  EIO: 'cannot be read or written: the disk reports an error',
};

function describeSystemFault({ code, isHeld }: Extract<TextFault, { readonly kind: 'system' }>): string {
  if (!isHeld) return SYSTEM[code] ?? `cannot be read or written: the system says ${code}`;
  return code === 'EACCES' || code === 'EPERM'
    ? 'cannot be opened. Check its permissions, and whether another program holds it open, such as a virus scanner or a folder sync'
    : 'is held open by another program, such as a virus scanner, a search index or a folder sync. Close that or wait a moment, then try again';
}

export function describeMissingSecret({ name, fault }: SecretMissing): string {
  if (fault.kind === 'lost')
    return `Nobody has the secret "${name}" any more${byCommand(`--secret ${name}=lost`)}`;
  return `The secret "${name}" is missing. ${describeFault(fault)}. ${wayIn({ terminal: `Give it with --secret ${name}=env:VARIABLE or --secret ${name}=file:PATH, or set it under Credentials in the app`, app: 'Set it under Credentials' })}`;
}

function describeFault(fault: SecretMissing['fault']): string {
  switch (fault.kind) {
    case 'unknown':
      return 'Nothing says where it is';
    case 'lost':
      return 'Nobody has it any more';
    default:
      return describeSecretFault(fault);
  }
}

/** A sentence without its stop. */
export function describeSecretFault(fault: SecretFault): string {
  switch (fault.kind) {
    case 'unanswered':
      return 'It is asked for at a terminal and in the app, and nobody answered';
    case 'unset':
      return `The environment variable ${fault.variable} is not set`;
    case 'empty':
      return `The file ${fault.path} is empty`;
    case 'unreadable': {
      const { because } = fault;
      const why = because.kind === 'system' ? because.code : `it ${describeTextFault(because)}`;
      return `The file ${fault.path} cannot be read (${why})`;
    }
    case 'vault':
      return describeVault(fault.path, fault.fault);
    case 'keychain':
      return describeKeychain(fault.entry, fault.fault);
    case 'command':
      return describeCommand(fault.program, fault.fault);
  }
}

/** What is wrong with the vault file, and what to do. A sentence without its stop. */
export function describeVault(path: string, fault: VaultFault): string {
  switch (fault.kind) {
    case 'vault-absent':
      return `There is no vault in this library yet. ${wayIn({ terminal: 'Make one with holdpoint vault create', app: 'Make one under Credentials, “Create vault…”' })}`;
    case 'vault-exists':
      return `This library has a vault already: ${path}`;
    case 'vault-locked':
      return `The vault is locked, and nobody gave its passphrase. ${wayIn({ terminal: 'Answer at a terminal, or give --vault-passphrase file:PATH', app: 'Choose “Unlock…” under Credentials' })}`;
    case 'vault-passphrase-wrong':
      return 'That is not the passphrase of the vault';
    case 'vault-passphrase-short':
      return `The passphrase of a vault has at least ${fault.least} characters: whoever gets the file can try as many as they like`;
    case 'vault-damaged':
      return fault.what === 'form'
        ? `The vault file ${path} is damaged: it was cut or changed. Put a copy of it back`
        : `The vault file ${path} was changed by something that does not know its passphrase, which fits. Nothing of it is used. Put a copy of it back`;
    case 'vault-newer':
      return `The vault file ${path} is of format ${fault.version}, which a newer Holdpoint wrote. Use that one`;
    case 'vault-costly':
      return `The vault file ${path} asks for work on its passphrase that no Holdpoint asks for, so it was changed. Put a copy of it back`;
    case 'vault-entry-absent':
      return `The vault has no entry "${fault.entry}". ${wayIn({ terminal: `Add it with holdpoint vault add ${fault.entry}`, app: 'Add it under Credentials, “Add entry…”' })}`;
    case 'vault-entry-name':
      return 'The name of an entry has up to 100 letters, digits and . _ @ / -, and begins with a letter or a digit';
    case 'vault-value':
      return VALUES_REFUSED[fault.why](fault.most);
    case 'vault-full':
      return `The vault holds ${fault.most} entries, the most it takes. Remove one first`;
    case 'vault-busy':
      return 'Another program is changing the vault. Try again in a moment';
    case 'vault-unreadable':
      return `The vault file ${path} ${describeTextFault(fault.because)}`;
    case 'vault-unwritten':
      return `The vault was not changed: ${fault.said}`;
  }
}

const VALUES_REFUSED = {
  empty: () => 'A value is not empty',
  'zero-byte': () => 'A value with a zero byte is taken by no environment and no prompt',
  'too-large': (most: number) => `A value has at most ${formatBytes(most)}`,
  'not-utf8': () => 'A value is UTF-8 text',
} as const;

/** Why the keychain gives nothing. A sentence without its stop. */
function describeKeychain(entry: string, fault: KeychainFault): string {
  switch (fault.kind) {
    case 'keychain-elsewhere':
      return `"${entry}" is in the keychain of this system, which only the app reaches. Run it in the app, or keep the value in the vault (holdpoint vault add ${entry})`;
    case 'keychain-unreal':
      return `${describeUnreal(fault.backend)} Keep the value in the vault`;
    case 'keychain-entry-absent':
      return `The keychain has no entry "${entry}". Add it under Credentials, “Add entry…”`;
    case 'keychain-refused':
      return `The keychain did not give "${entry}": ${fault.said}`;
  }
}

/** Why nothing is kept in what this system has of a keychain. */
export function describeUnreal(backend: string): string {
  return `This system has no keychain that protects anything: Electron would use “${backend}”, which whoever reads the file can decrypt. Nothing is kept in it.`;
}

/** Why a command of the site gave nothing. A sentence without its stop. */
function describeCommand(program: string, fault: CommandFault): string {
  switch (fault.kind) {
    case 'command-path':
      return `A command is named by the whole path of its program, and "${program}" is none`;
    case 'command-unstarted':
      return `${program} could not be started (${fault.code})`;
    case 'command-late':
      return `${program} gave no value within ${formatDuration(fault.withinMs)} and was ended${quoted(fault.said)}`;
    case 'command-failed':
      return `${program} ${fault.signal === null ? `ended with exit code ${fault.exit}` : `was ended by ${fault.signal}`}${quoted(fault.said)}`;
    case 'command-output':
      return `${program} printed what is no value. ${VALUES_REFUSED[fault.why](fault.most)}`;
  }
}

function quoted(said: string): string {
  return said === '' ? '' : `. It says: "${said}"`;
}

export function describeNoReply({ via, target, fault }: NoReply): string {
  const from = via === null ? '' : ` (from ${via})`;
  switch (fault.kind) {
    case 'late':
      return `No answer from ${target}${from}${fault.withinMs === null ? '' : ` within ${formatDuration(fault.withinMs)}`}`;
    case 'stopped':
      return `No answer from ${target}${from} before it was stopped`;
    case 'no-http':
      return `${target} is not an http or https address`;
    case 'port-refused':
      return `${target} refused the connection${from}`;
    case 'forwarding-refused':
      return `${via} does not allow forwarding, so ${target} cannot be tried from it. Turn on AllowTcpForwarding there`;
    case 'broke':
      return `No answer from ${target}${from}: ${fault.said}`;
  }
}

/** Of a secret in a run that does not use it: why what hosts print of it is not masked, and what to do about it; or until when it was not. */
export function describeUncovered({ secret, coveredSince }: UncoveredSecret): string {
  return coveredSince === null ? describeUncoveredNow(secret) : describeCovered(secret, coveredSince);
}

/** The same while it is so. */
export function describeUncoveredNow(secret: SecretUnusable): string {
  const unused = `${secret.name}: this plan does not use it`;
  if (secret.kind === 'secret-short')
    return `${unused}, and what hosts print of it is not covered, since it has fewer than ${secret.least} characters. Use a longer one`;
  const { fault } = secret;
  if (fault.kind === 'unanswered')
    return `${unused}, so nobody is asked for it, and what hosts print of it is not covered. Give it as env:, file:, vault: or command: to have it covered`;
  return `${unused}, so the run continues without it, and what hosts print of it is not covered. ${describeFault(fault)}`;
}

function describeCovered({ name }: SecretUnusable, since: string): string {
  const at = formatZonedTime(since);
  return `${name}: what hosts printed of it before ${at} is not covered, since the run began without it. What they print since then is`;
}
