/** What a test asks of the machine it runs on, beyond an SSH server. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { it, type TestContext } from 'vitest';
import { mountFreezable } from './small-disk.ts';
import { canReboot } from './sshd.ts';

/** A reason in words, or null where the machine can do it. */
type WhyNot = string | null;

/** Tries a command that leaves nothing behind. */
function whyNot(what: string, [command = '', ...words]: readonly string[]): WhyNot {
  try {
    execFileSync(command, words, { stdio: 'ignore' });
    return null;
  } catch {
    return `${what} cannot be had here`;
  }
}

/** A test that needs something of the machine: where that is missing it is left out, and its name says why. */
export function testNeeding(why: WhyNot) {
  return (name: string, work: (test: TestContext) => Promise<void> | void, mostMs?: number): void =>
    it.skipIf(why !== null)(why === null ? name : `${name} (left out: ${why})`, work, mostMs);
}

const isLinuxRoot = process.platform === 'linux' && process.getuid?.() === 0;

/** Disks of a test's own. */
export function whyNoMounts(): WhyNot {
  if (!isLinuxRoot) return 'only the superuser of a Linux can mount disks';
  return whyNot('a disk of its own', ['unshare', '-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
}

/** Other users of this machine, their files and devices. */
export function whyNoUsers(): WhyNot {
  return isLinuxRoot ? null : 'only the superuser of a Linux can act for other users';
}

export const DOAS_CONF = '/etc/doas.conf';

/** doas, with rules of a test's own: those of a machine are not touched. */
export function whyNoDoas(): WhyNot {
  return existsSync(DOAS_CONF) ? 'doas has rules here' : whyNot('doas', ['sh', '-c', 'command -v doas']);
}

/** Networks of a test's own, with control over what becomes of the packets in them. */
export function whyNoNetworks(): WhyNot {
  if (!isLinuxRoot) return 'only the superuser of a Linux can make networks';
  const words = [
    'ip link add hp0 type veth peer name hp1',
    'tc qdisc add dev hp0 root tbf rate 64kbit burst 2kb latency 1s',
    'tc qdisc add dev hp0 ingress',
    'tc filter add dev hp0 parent ffff: protocol ip u32 match u16 1 0xf at 4 action mirred egress redirect dev hp1',
  ];
  return whyNot('a network of its own', ['unshare', '-n', 'sh', '-c', words.join(' && ')]);
}

/** Connections that the kernel resets when it is told to. */
export function whyNoSocketKills(): WhyNot {
  if (!isLinuxRoot) return 'only the superuser of a Linux can reset connections of others';
  const config = '/proc/config.gz';
  if (!existsSync(config)) return 'this kernel does not tell whether it can reset connections';
  const can = gunzipSync(readFileSync(config)).includes('CONFIG_INET_DIAG_DESTROY=y');
  return can ? whyNot('ss', ['ss', '-V']) : 'this kernel resets no connections';
}

/** Hosts with a boot id of their own. */
export function whyNoBootIds(): WhyNot {
  return canReboot() ? null : 'a boot id of its own for a host cannot be had here';
}

/** Disks that can be frozen, so that processes hang in them. */
export function whyNoFreezing(): WhyNot {
  if (!isLinuxRoot) return 'only the superuser of a Linux can freeze disks';
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-freeze-'));
  try {
    mountFreezable(join(folder, 'disk')).unmount();
    return null;
  } catch {
    return 'a disk that can be frozen cannot be had here';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
