import type { LeftHost } from '../../release/hosts-from-config.ts';

const WHY: Readonly<Record<LeftHost['why'], string>> = {
  there: 'the environment has a host of this name',
  'by-program':
    'it is reached by a program (ProxyCommand), which Holdpoint does not run; a jump host (ProxyJump) may do the same',
  'not-ssh': 'the inventory reaches it otherwise than by SSH (ansible_connection)',
  address: 'its address, or that of a jump host, is one that Holdpoint cannot connect to',
  user: 'its user, or that of a jump host, is not a user name',
};

/** A clause. */
export function describeLeftHost({ why }: LeftHost): string {
  return WHY[why];
}
