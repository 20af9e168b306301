/** Folders on which a database is not safe: those of a network, and those that a service copies elsewhere. */
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** `network`: another machine keeps it. `synced`: a service copies it while it is written. `name`: where it lies, such as `on a network disk (NFS)`. */
export interface SharedFolder {
  readonly kind: 'network' | 'synced';
  readonly name: string;
}

export interface FolderFacts {
  readonly platform: NodeJS.Platform;
  /** With links and drive letters of a network resolved, as far as that goes. */
  readonly path: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Linux: what statfs says; null where that cannot be told. */
  readonly magic: number | null;
  /** Linux: what /proc/self/mountinfo says. macOS: what `mount` prints. */
  readonly mounts: string;
}

const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB (CIFS)'],
  [0xfe534d42, 'SMB'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  // Folders that a virtual machine, such as WSL, shares with its host: neither sees the other's locks.
  [0x01021997, '9P'],
  [0x786f4256, 'VirtualBox'],
  [0xbacbacbc, 'VMware'],
]);
/** Types of mounts that macOS names. */
const NETWORK_MAC: ReadonlyMap<string, string> = new Map([
  ['smbfs', 'SMB'],
  ['nfs', 'NFS'],
  ['afpfs', 'AFP'],
  ['webdav', 'WebDAV'],
]);
const FUSE = 0x65735546;
/** Types of mounts by FUSE, as mountinfo names them. Others, such as NTFS, are local. */
const NETWORK_FUSE =
  /^fuse\.(sshfs|rclone|gvfsd-fuse|s3fs|davfs2?|curlftpfs|glusterfs|smbnetfs|google-drive-ocamlfuse)$/;
const SYNCED_NAME =
  /^(OneDrive|Dropbox|iCloudDrive|Google ?Drive|Nextcloud|ownCloud|Box Sync|pCloud ?Drive|MEGA|SynologyDrive)( ?[-(].*)?$/i;

/** Null where nothing speaks against the folder. */
export function sharedFolder(facts: FolderFacts): SharedFolder | null {
  return onNetwork(facts) ?? inSynced(facts);
}

function onNetwork({ platform, path, magic, mounts }: FolderFacts): SharedFolder | null {
  if (platform === 'win32') {
    const share = /^[\\/]{2}(?:[?.][\\/]UNC[\\/])?([^\\/?.][^\\/]*[\\/][^\\/]+)/i.exec(path)?.[1];
    return share === undefined ? null : { kind: 'network', name: `on the network share \\\\${share}` };
  }
  const type = platform === 'darwin' ? macType(path, mounts) : linuxType({ path, magic, mounts });
  return type === undefined ? null : { kind: 'network', name: `on a network disk (${type})` };
}

function linuxType({ path, magic, mounts }: Pick<FolderFacts, 'path' | 'magic' | 'mounts'>) {
  if (magic !== FUSE) return magic === null ? undefined : NETWORK_FILE_SYSTEMS.get(magic >>> 0);
  const type = deepest(path, mounts.split('\n').map(mountOfLinux));
  return NETWORK_FUSE.test(type) ? type.replace('fuse.', '') : undefined;
}

/** `//ada@nas/team on /Volumes/team (smbfs, nodev, nosuid, mounted by ada)` */
function macType(path: string, mounts: string): string | undefined {
  const listed = mounts.split('\n').map((line) => {
    const [, point = '', type = ''] = /^.*? on (\/.*) \((\w+)[,)]/.exec(line) ?? [];
    return { point, type };
  });
  return NETWORK_MAC.get(deepest(path, listed));
}

interface Mount {
  readonly point: string;
  readonly type: string;
}

function mountOfLinux(line: string): Mount {
  const [left = '', right = ''] = line.split(' - ');
  return {
    point: left.split(' ')[4]?.replaceAll('\\040', ' ') ?? '',
    type: right.split(' ')[0] ?? '',
  };
}

/** Type of the mount point that is deepest above the path. */
function deepest(path: string, mounts: readonly Mount[]): string {
  const above = mounts.filter(
    ({ point }) => point !== '' && `${path}/`.startsWith(point === '/' ? '/' : `${point}/`),
  );
  return above.toSorted((a, b) => b.point.length - a.point.length)[0]?.type ?? '';
}

function inSynced({ platform, path, environment }: FolderFacts): SharedFolder | null {
  const parts = path.split(/[\\/]/);
  const below = `${path.replaceAll('\\', '/').toLowerCase()}/`;
  const oneDrive = ['OneDrive', 'OneDriveCommercial', 'OneDriveConsumer'].some((name) => {
    const folder = environment[name]?.replaceAll('\\', '/').toLowerCase();
    return folder !== undefined && folder !== '' && below.startsWith(`${folder}/`);
  });
  if (oneDrive) return { kind: 'synced', name: 'in a folder that OneDrive syncs' };
  if (platform === 'darwin' && /\/library\/(mobile documents|cloudstorage)\//.test(below))
    return { kind: 'synced', name: 'in a folder that iCloud or another service syncs' };
  const named = parts.find((part) => SYNCED_NAME.test(part));
  return named === undefined ? null : { kind: 'synced', name: `in a folder that is synced (${named})` };
}

/** Why no new library is made there. */
export function describeRefused(folder: string, { kind, name }: SharedFolder): string {
  return `${folder} lies ${name}, and ${DANGER[kind]}. Choose a folder on a disk of this machine with --data or HOLDPOINT_DATA; nothing was made there.`;
}

/** What to know of a library that lies there already. */
export function describeShared({ kind, name }: SharedFolder): string {
  return `The library lies ${name}, where ${DANGER[kind]}. Close Holdpoint, move the whole folder to a disk of this machine, and name it with --data or HOLDPOINT_DATA.`;
}

const DANGER: Readonly<Record<SharedFolder['kind'], string>> = {
  network: 'its database can be damaged when the network fails or two machines use it',
  synced: 'its database can be damaged or replaced by an older copy while it is written',
};

/** What is known of a folder, or of the deepest one above it that is there. */
export function factsOfFolder(folder: string): FolderFacts {
  const path = realPath(folder);
  const isLinux = process.platform === 'linux';
  return {
    platform: process.platform,
    path,
    environment: process.env,
    magic: isLinux ? attempt(() => statfsSync(path).type) : null,
    mounts: isLinux ? (attempt(() => readFileSync('/proc/self/mountinfo', 'utf8')) ?? '') : mountsOfMac(),
  };
}

/** Empty elsewhere, and where nothing is printed. */
function mountsOfMac(): string {
  if (process.platform !== 'darwin') return '';
  const { stdout } = spawnSync('/sbin/mount', { encoding: 'utf8', timeout: 2000 });
  return stdout ?? '';
}

function realPath(folder: string): string {
  const real = attempt(() => realpathSync.native(folder));
  if (real !== null) return real;
  return dirname(folder) === folder ? folder : realPath(dirname(folder));
}

function attempt<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
