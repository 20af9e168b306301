/** A stand-in for the way to a server: it passes bytes on, later if told so, and can be cut and mended. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Relay {
  readonly address: string;
  readonly port: number;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Resets every connection (RST); new ones are taken as before. */
  reset(): void;
  /** Ends every connection; new ones are taken and told nothing. */
  deafen(): void;
  /** How many connections were reset since they came too fast. */
  overrun(): number;
  /** Takes connections again, at the same port. */
  mend(): Promise<void>;
}

interface Target {
  readonly address: string;
  readonly port: number;
}

/**
 * `delayMs`: how long every byte is running, in each direction. `everyMs`: one connection is taken in each so many milliseconds, as by a
 * firewall that limits their rate; the others are reset.
 */
export async function startRelay(target: Target, delayMs = 0, everyMs = 0): Promise<Relay> {
  const open = new Set<Socket>();
  let takenAt = Number.NEGATIVE_INFINITY;
  let overrun = 0;
  let isDeaf = false;
  const carry = (from: Socket, to: Socket): void => {
    open.add(from);
    from.on('error', () => undefined);
    from.on('data', (bytes) => later(delayMs, () => to.write(bytes)));
    from.on('end', () => later(delayMs, () => to.end()));
    from.on('close', () => {
      open.delete(from);
      later(delayMs, () => to.destroy());
    });
  };
  const listen = async (port: number): Promise<Server> => {
    const server = createServer((near) => {
      if (performance.now() - takenAt < everyMs) {
        overrun += 1;
        near.on('error', () => undefined).resetAndDestroy();
        return;
      }
      takenAt = performance.now();
      if (isDeaf) {
        open.add(near.on('error', () => undefined));
        return;
      }
      const far = connect({ host: target.address, port: target.port, noDelay: true });
      near.setNoDelay();
      carry(near, far);
      carry(far, near);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server = await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    address: '127.0.0.1',
    port,
    overrun: () => overrun,
    async cut() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
    reset() {
      for (const socket of open) socket.resetAndDestroy();
    },
    deafen() {
      isDeaf = true;
      for (const socket of open) socket.destroy();
    },
    async mend() {
      server = await listen(port);
    },
  };
}

function later(ms: number, work: () => void): void {
  if (ms === 0) work();
  else setTimeout(work, ms);
}
