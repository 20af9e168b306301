import { connect, type Socket } from 'node:net';
import type { Host } from '#core/release/model.ts';
import type { ConnectFailure, Result } from '#engine/ports.ts';
import { connectFailure, socketFailure } from './connect-failure.ts';

/** Opens a TCP connection without Nagle's delay: with it every command waits some 45 ms. It stands among `dialing` until it is closed: whoever destroys it there gives it up. */
export function openTcp(
  host: Host,
  connectMs: number,
  dialing: Set<Socket>,
): Promise<Result<Socket, ConnectFailure>> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.address, port: host.port, noDelay: true });
    dialing.add(socket);
    const timer = setTimeout(() => {
      socket.destroy();
      resolve({ ok: false, error: connectFailure(host, { kind: 'no-answer', withinMs: connectMs }) });
    }, connectMs);
    // The listener stays: an error that comes between here and the SSH client must not be uncaught.
    socket.on('error', (error) => {
      clearTimeout(timer);
      socket.destroy();
      // One that is reset at once, as by a firewall that limits their rate, is dropped before the greeting too.
      resolve({ ok: false, error: socketFailure(host, error, { phase: 'greeting' }) });
    });
    socket.once('close', () => {
      dialing.delete(socket);
      clearTimeout(timer);
      resolve({ ok: false, error: connectFailure(host, { kind: 'given-up' }) });
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve({ ok: true, value: inOneWrite(socket) });
    });
  });
}

/** In so many pieces ssh2 writes a packet. */
const PIECES = 3;

/**
 * The pieces of a packet go out together: each would be a segment of its own that wakes the host. One packet does not wait for the next,
 * which may be for another host.
 */
function inOneWrite(socket: Socket): Socket {
  const write = socket.write.bind(socket) as Socket['write'];
  const uncork = (): void => socket.uncork();
  let pieces = 0;
  socket.write = ((...given: Parameters<Socket['write']>) => {
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(uncork);
      pieces = 0;
    }
    const more = write(...given);
    pieces += 1;
    if (pieces === PIECES) uncork();
    return more;
  }) as Socket['write'];
  return socket;
}
