import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Host } from '#core/release/model.ts';
import type { ConnectFailure, Result } from '#engine/ports.ts';
import { refuse } from './connect-failure.ts';
import { dial, jumpLost } from './dial.ts';
import { Gate } from './gate.ts';
import { isDroppedBeforeGreeting } from './handshake.ts';
import type { SshLimits } from './limits.ts';
import type { SshLink } from './ssh-link.ts';

/** How hosts are come near to: as many handshakes at a time as the way there bears, and again where one was dropped. */
export class Approach {
  readonly limits: SshLimits;
  readonly #handshakes: Gate;
  readonly #dialing = new Set<Socket>();
  #isShut = false;

  constructor(limits: SshLimits) {
    this.limits = limits;
    this.#handshakes = new Gate(limits.handshakes);
  }

  /** Over a connection of our own. */
  dial<T>({
    use,
    ...way
  }: {
    host: Host;
    jump: SshLink | null;
    use: (stream: Duplex) => Promise<Result<T, ConnectFailure>>;
  }): Promise<Result<T, ConnectFailure>> {
    const route = {
      ...way,
      limits: this.limits,
      handshakes: this.#handshakes,
      dialing: this.#dialing,
    };
    return this.#persist(way.jump, () => dial(route, use));
  }

  /** By a program that makes the connection itself. */
  inTurn<T>(
    { host, over }: { readonly host: Host; readonly over: SshLink | null },
    attempt: () => Promise<Result<T, ConnectFailure>>,
  ): Promise<Result<T, ConnectFailure>> {
    const gate = over?.handshakes ?? this.#handshakes;
    return this.#persist(over, async () => {
      if (!(await gate.enter())) return over ? jumpLost(host, over) : refuse(host, { kind: 'given-up' });
      try {
        return await attempt();
      } finally {
        gate.leave();
      }
    });
  }

  /** Gives up what is being dialled, and dials no more. */
  shut(): void {
    this.#isShut = true;
    this.#handshakes.shut();
    for (const socket of this.#dialing) socket.destroy();
  }

  /** Dials again when the host dropped the connection before its greeting: sshd does so at random above MaxStartups. */
  async #persist<T>(
    jump: SshLink | null,
    attempt: () => Promise<Result<T, ConnectFailure>>,
  ): Promise<Result<T, ConnectFailure>> {
    for (let retry = 0; ; retry++) {
      const result = await attempt();
      const again = !result.ok && isDroppedBeforeGreeting(result.error) && jump?.lostBecause == null;
      if (!again || retry >= this.limits.retries || this.#isShut) return result;
      await pauseWithJitter(Math.min(this.limits.retryMs * 2 ** retry, 2000));
    }
  }
}

/** Between half of it and all of it, so that many hosts' retries spread. */
function pauseWithJitter(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms * (0.5 + Math.random() / 2));
  });
}
