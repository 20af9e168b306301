import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { Host } from '#core/release/model.ts';
import type { ConnectFailure, Result } from '#engine/ports.ts';
import { hostKeyOffers } from './algorithms.ts';
import { refuse } from './connect-failure.ts';
import type { HostKeyKnowledge, HostKeyVerdict } from './trust.ts';

/**
 * Tries one offer of host key algorithms after the other. Another one only helps where bare fingerprints are pinned, or a key is announced, and the
 * host presented one of another type; what was seen first is told where none helps. `verdictOf`: what came of the key; null where it came to none.
 */
export async function underOffers<T>(
  { host, knowledge }: { readonly host: Host; readonly knowledge: HostKeyKnowledge },
  attempt: (offered: ServerHostKeyAlgorithm[]) => Promise<Result<T, ConnectFailure>>,
  verdictOf: (result: Result<T, ConnectFailure>) => HostKeyVerdict | null,
): Promise<Result<T, ConnectFailure>> {
  let first: Result<T, ConnectFailure> | null = null;
  for (const offered of hostKeyOffers(knowledge, host.ssh)) {
    const result = await attempt(offered);
    const verdict = verdictOf(result);
    const isSettled = verdict !== null && verdict !== 'changed';
    if (isSettled || (verdict === null && first === null)) return result;
    first ??= result;
  }
  return first ?? refuse(host, { kind: 'no-key-offer' });
}
