import { basename } from 'node:path';
import { readPickedText } from '#adapters/files/read-text.ts';
import { usesOpenSsh } from '#adapters/ssh/openssh/openssh-client.ts';
import { listConfigHosts } from '#adapters/ssh/ssh-config.ts';
import type { ShownKeys, UntrustedHost } from '#contract/commands/trust.ts';
import type { Handlers } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { MOST_INVENTORY_BYTES } from '#core/inventory/model.ts';
import { matchHosts } from '#core/plan/hosts.ts';
import type { Host } from '#core/release/model.ts';
import type { RunId } from '#core/run/events.ts';
import { formatAddressAndPort } from '#core/words/figures/format-address.ts';
import { everyAtMost } from '#engine/every-at-most.ts';
import type { WorkerContext } from '../worker-context.ts';
import { signedAs } from './acting.ts';
import { limited, mustLoad } from './releases.ts';

type Command =
  | 'hosts.untrusted'
  | 'hosts.accept'
  | 'hosts.accepted'
  | 'hosts.configured'
  | 'hosts.listText'
  | 'hosts.forget';

const HOSTS_AT_ONCE = 32;

export function hostHandlers(context: WorkerContext): Handlers<Command> {
  const { library, tell } = context;
  const changed = (): null => {
    tell({ kind: 'libraryChanged', what: 'hosts' });
    return null;
  };
  /** What hosts presented since this program began: only such a key can be accepted, whatever the page says. */
  const presented = new Map<string, Presented>();
  return {
    'hosts.untrusted': async (place) => {
      const shown = await findUntrusted(context, place);
      for (const host of shown.untrusted)
        presented.set(`${host.address} ${host.port} ${host.presented}`, { host, release: place.release });
      return shown;
    },
    'hosts.accept': async ({ address, port, publicKey, fingerprint, by, why }) => {
      const found = presented.get(`${address} ${port} ${fingerprint}`);
      if (found === undefined || !mayBeAccepted(found.host) || found.host.publicKey !== publicKey) {
        throw new CommandFailure(
          'refused',
          `No host presented this key as ${formatAddressAndPort(address, port)}, or another key is expected there`,
        );
      }
      const { people } = (await mustLoad(context, found.release)).release.info;
      const { keyType, verdict, expected: replaced } = found.host;
      const key = { address, port, publicKey, fingerprint, keyType, by: signedAs(people, by) };
      if (verdict === 'unknown') library.acceptHostKey(key);
      else
        library.acceptHostKey({ ...key, rotation: { replaced, release: found.release, why: mustSay(why) } });
      return changed();
    },
    'hosts.accepted': () => library.listAcceptedHostKeys(),
    'hosts.configured': () => listConfigHosts(null),
    'hosts.listText': async ({ path }) => ({
      name: basename(path),
      text: await readPickedText(path, MOST_INVENTORY_BYTES),
    }),
    'hosts.forget': (key) => {
      library.forgetHostKey(key);
      return changed();
    },
  };
}

const CERTIFIED =
  'only a certificate authority vouches for it, and the built-in client cannot check host certificates';

/** One that nobody knows, or that was announced. */
function mayBeAccepted({ verdict }: UntrustedHost): boolean {
  return verdict === 'unknown' || verdict === 'announced';
}

function mustSay(why: string | null): string {
  const said = why?.trim() ?? '';
  if (said !== '') return said;
  throw new CommandFailure('refused', 'Say why the new key is right: it is kept as evidence');
}

interface Presented {
  readonly host: UntrustedHost;
  /** That the host was looked at for, whose people may accept its key. */
  readonly release: string;
}

interface HostsAsked {
  readonly release: string;
  readonly environment: string;
  readonly limit: string | null;
  readonly failedOf: RunId | null;
}

/** Asks each host for its key and hangs up. A host behind a jump host that is not trusted yet shows once that one is. */
async function findUntrusted(context: WorkerContext, { release, ...place }: HostsAsked): Promise<ShownKeys> {
  const { environment, limit } = limited(context, release, place);
  const { environments } = (await mustLoad(context, release)).release;
  const { hosts } = environments.find((known) => known.name === environment) ?? { hosts: [] };
  const chosen = withJumps(limit === null ? hosts : hostsOf(limit, hosts), hosts);
  const { transport } = context.openTransport(release);
  try {
    const unasked: ShownKeys['unasked'][number][] = [];
    const found = await everyAtMost(HOSTS_AT_ONCE, chosen, async (host): Promise<UntrustedHost | null> => {
      const learned = await transport.learnHostKey(host, hosts);
      if (!learned.ok) {
        unasked.push({ host: host.name, why: learned.error.message });
        return null;
      }
      const { verdict, fingerprint, ...key } = learned.value;
      // The certificate that vouches for it is looked at by who logs in.
      if (verdict === 'trusted' || (verdict === 'unusable' && usesOpenSsh(host))) return null;
      if (verdict !== 'unusable') return { ...key, presented: fingerprint, verdict };
      unasked.push({ host: host.name, why: `${host.name}: ${CERTIFIED}` });
      return null;
    });
    return { untrusted: found.filter((host) => host !== null), unasked };
  } finally {
    await transport.close();
  }
}

function hostsOf(limit: string, hosts: readonly Host[]): readonly Host[] {
  const matched = matchHosts(limit, hosts);
  if (typeof matched === 'string') throw new CommandFailure('invalid-input', matched);
  return matched;
}

function withJumps(chosen: readonly Host[], all: readonly Host[]): readonly Host[] {
  const names = new Set<string>();
  const add = (host: Host | undefined): void => {
    if (!host || names.has(host.name)) return;
    names.add(host.name);
    add(all.find((other) => other.name === host.via));
  };
  chosen.forEach(add);
  return all.filter((host) => names.has(host.name));
}
