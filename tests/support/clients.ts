/** The SSH clients that reach hosts: what a transport promises is tried with each. */
import type { SshTransportName } from '#core/release/model.ts';

export const CLIENTS = ['built-in', 'openssh'] as const satisfies readonly SshTransportName[];

/** How long a silent host is waited for at least: OpenSSH counts in whole seconds. */
export function shortestSilence(client: SshTransportName): number {
  return client === 'built-in' ? 100 : 1000;
}
