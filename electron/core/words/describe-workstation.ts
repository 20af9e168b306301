/** What this workstation refused: its files, its secrets, its network. */
import type { FileFault, NoReply, SecretFault, SecretMissing, TextFault } from '../run/workstation-faults.ts';
import { formatBytes } from './format-count.ts';
import { formatDuration } from './format-duration.ts';
import { byCommand, wayIn } from './surface.ts';

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
  const why = fault.kind === 'unknown' ? 'Nothing says where it is' : describeSecretFault(fault);
  return `The secret "${name}" is missing. ${why}. ${wayIn({ terminal: `Give it with --secret ${name}=env:VARIABLE or --secret ${name}=file:PATH, or set it under Credentials in the app`, app: 'Set it under Credentials' })}`;
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
  }
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
      return `${via} does not allow forwarding, so ${target} cannot be tried from it. Allow AllowTcpForwarding there`;
    case 'broke':
      return `No answer from ${target}${from}: ${fault.said}`;
  }
}
