import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Host } from '#core/release/model.ts';
import type { ConnectFailure, Result } from '#engine/ports.ts';
import { connectFailure, forwardFailure, nameInConfigFailure, refuse } from './connect-failure.ts';
import type { Gate } from './gate.ts';
import type { SshLimits } from './limits.ts';
import { findConfigEntry } from './ssh-config.ts';
import type { SshLink } from './ssh-link.ts';
import { openTcp } from './tcp.ts';

/** How to reach a host: directly, or through the connection to its jump host. */
export interface Route {
  readonly host: Host;
  readonly jump: SshLink | null;
  readonly limits: SshLimits;
  /** Handshakes at a time over all hosts. */
  readonly handshakes: Gate;
  /** Connections that are being made: whoever closes the transport destroys them. */
  readonly dialing: Set<Socket>;
}

/** Opens a stream to the host and uses it while a place among the handshakes is held; the stream outlives the place. */
export async function dial<T>(
  route: Route,
  use: (stream: Duplex) => Promise<Result<T, ConnectFailure>>,
): Promise<Result<T, ConnectFailure>> {
  if (route.jump !== null) return dialThrough(route, route.jump, use);
  const { host, limits, dialing } = route;
  const socket = await openTcp(host, limits.connectMs, dialing);
  if (!socket.ok) return { ok: false, error: await withConfigEntry(host, socket.error) };
  if (!(await route.handshakes.enter())) {
    socket.value.destroy();
    return refuse(host, { kind: 'given-up' });
  }
  try {
    return await use(socket.value);
  } finally {
    dialing.delete(socket.value);
    route.handshakes.leave();
  }
}

/** A name that only the user's ssh configuration knows is told with what to write in the release. */
async function withConfigEntry(host: Host, failure: ConnectFailure): Promise<ConnectFailure> {
  if (failure.code !== 'name-not-found') return failure;
  const entry = await findConfigEntry(host.address);
  return entry === null ? failure : nameInConfigFailure(host, entry);
}

async function dialThrough<T>(
  route: Route,
  jump: SshLink,
  use: (stream: Duplex) => Promise<Result<T, ConnectFailure>>,
): Promise<Result<T, ConnectFailure>> {
  if (!(await jump.handshakes.enter())) return jumpLost(route.host, jump);
  try {
    const opened = await withTimeout(
      jump.forward(route.host.address, route.host.port),
      route.limits.connectMs,
    );
    if (opened === null)
      return refuse(route.host, {
        kind: 'seen-from',
        jump: jump.host,
        found: { kind: 'no-answer', withinMs: route.limits.connectMs },
        said: '',
      });
    if (opened.ok) return await use(opened.value);
    if (jump.lostBecause !== null) return jumpLost(route.host, jump);
    return { ok: false, error: forwardFailure(route.host, jump.host, opened.error) };
  } finally {
    jump.handshakes.leave();
  }
}

/** Why a jump host did not open the way to a host for another client: it is asked once more. */
export async function explainRefusal({
  host,
  jump,
  limits,
}: Pick<Route, 'host' | 'limits'> & { readonly jump: SshLink }): Promise<Result<never, ConnectFailure>> {
  const opened = await withTimeout(jump.forward(host.address, host.port), limits.connectMs);
  if (jump.lostBecause !== null) return jumpLost(host, jump);
  if (opened?.ok === false) return { ok: false, error: forwardFailure(host, jump.host, opened.error) };
  opened?.value.destroy();
  const fault = { kind: 'hung-up', when: 'greeting', said: '' } as const;
  return { ok: false, error: connectFailure(host, fault, { details: { phase: 'greeting' } }) };
}

export function jumpLost(host: Host, jump: SshLink): Result<never, ConnectFailure> {
  const fault = { kind: 'jump-lost', jump: jump.host, loss: jump.lostBecause } as const;
  return { ok: false, error: connectFailure(host, fault, { details: { jump: jump.host } }) };
}

/** Null when the time is over; a stream that opens later is closed at once. */
async function withTimeout(
  opening: ReturnType<SshLink['forward']>,
  ms: number,
): Promise<Awaited<typeof opening> | null> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  const first = await Promise.race([opening, timeout]);
  clearTimeout(timer);
  if (first === null) void opening.then((late) => late.ok && late.value.destroy());
  return first;
}
