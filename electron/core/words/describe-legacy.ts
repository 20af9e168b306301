/** What is said of hosts to which outdated SSH algorithms are offered. */
import type { Host, HostName } from '../release/model.ts';

const LEGACY_NOTICE =
  'ssh: legacy: outdated algorithms (SHA-1, CBC ciphers) are allowed on the connection, which protect it less against someone in between';

/** One notice for each host that the release lets use them. */
export function legacyNotices(
  hosts: readonly Host[],
): readonly { readonly host: HostName; readonly text: string }[] {
  return hosts.filter(({ ssh }) => ssh === 'legacy').map(({ name }) => ({ host: name, text: LEGACY_NOTICE }));
}
