import { describe, expect, it } from 'vitest';
import { type FolderFacts, sharedFolder } from '#adapters/sqlite/shared-folder.ts';

const windows = (path: string, environment: FolderFacts['environment'] = {}) =>
  sharedFolder({ platform: 'win32', path, environment, magic: null, mounts: '' });
const linux = (path: string, magic: number, mounts = '') =>
  sharedFolder({ platform: 'linux', path, environment: {}, magic, mounts });

const MOUNTS = [
  '25 1 254:0 / / rw - ext4 /dev/vda rw',
  '40 25 0:50 / /home/ada/remote\\040disk rw - fuse.sshfs ada@host:/ rw',
  '41 25 0:51 / /media/usb rw - fuseblk /dev/sdb1 rw',
].join('\n');

describe('a folder of a network', () => {
  it.each([
    ['\\\\nas\\team\\holdpoint', '\\\\nas\\team'],
    ['\\\\?\\UNC\\nas\\team\\x', '\\\\nas\\team'],
    ['//nas/team/x', '\\\\nas/team'],
  ])('is told on Windows by its path %s', (path, share) => {
    expect(windows(path)).toEqual({ kind: 'network', name: `on the network share ${share}` });
  });

  it.each([
    [0x6969, 'NFS'],
    [0xff534d42, 'SMB (CIFS)'],
    [-11317950, 'SMB (CIFS)'],
    [0xfe534d42, 'SMB'],
    [0x01021997, '9P'],
  ])('is told on Linux by its file system %d', (magic, name) => {
    expect(linux('/mnt/x', magic)).toEqual({ kind: 'network', name: `on a network disk (${name})` });
  });

  it('is told by the mount where FUSE is in between, which also carries local disks', () => {
    const FUSE = 0x65735546;
    expect(linux('/home/ada/remote disk/lib', FUSE, MOUNTS)?.name).toBe('on a network disk (sshfs)');
    expect(linux('/media/usb/lib', FUSE, MOUNTS)).toBeNull();
  });
});

describe('a folder on a disk that macOS has mounted', () => {
  const mounts = [
    '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
    '//ada@nas._smb._tcp.local/team on /Volumes/team on call (smbfs, nodev, nosuid, mounted by ada)',
    'nas:/export on /Volumes/export (nfs)',
    '/dev/disk5s1 on /Volumes/STICK (exfat, local, nodev)',
    'map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)',
  ].join('\n');
  const at = (path: string) => sharedFolder({ platform: 'darwin', path, environment: {}, magic: 26, mounts });

  it('is told where that is a disk of a network', () => {
    expect(at('/Volumes/team on call/lib')).toEqual({ kind: 'network', name: 'on a network disk (SMB)' });
    expect(at('/Volumes/export')).toEqual({ kind: 'network', name: 'on a network disk (NFS)' });
  });

  it('is left alone where it is not', () => {
    for (const path of ['/Users/ada/lib', '/Volumes/STICK/lib', '/Volumes/exported/lib'])
      expect(at(path)).toBeNull();
  });
});

describe('a folder that a service syncs', () => {
  it.each([
    'C:\\Users\\ada\\OneDrive - Shop Ltd\\holdpoint',
    'C:\\Users\\ada\\Dropbox\\x',
    'C:\\Users\\ada\\Dropbox (Shop)\\x',
    'C:\\Users\\ada\\iCloudDrive\\x',
    'D:\\Nextcloud\\x',
  ])('is told by its name in %s', (path) => {
    expect(windows(path)).toMatchObject({ kind: 'synced' });
  });

  it('is told by what OneDrive says, whatever it is called', () => {
    const environment = { OneDriveCommercial: 'D:\\Work' };
    expect(windows('d:\\work\\holdpoint', environment)).toMatchObject({ kind: 'synced' });
    expect(windows('D:\\Workshop', environment)).toBeNull();
  });

  it('is told on macOS, where iCloud has a place of its own', () => {
    const path = '/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/holdpoint';
    expect(
      sharedFolder({ platform: 'darwin', path, environment: {}, magic: null, mounts: '' }),
    ).toMatchObject({
      kind: 'synced',
    });
  });
});

it('says nothing against a disk of this machine', () => {
  expect(windows('C:\\Users\\ada\\AppData\\Local\\Holdpoint')).toBeNull();
  expect(windows('\\\\?\\C:\\Users\\ada')).toBeNull();
  expect(linux('/home/ada/.local/share/holdpoint', 0xef53)).toBeNull();
  expect(linux('/srv/megaphone', 0xef53)).toBeNull();
});
