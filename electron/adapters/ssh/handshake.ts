import type { Duplex } from 'node:stream';
import type { Client, ConnectConfig, HostVerifier, ServerHostKeyAlgorithm } from 'ssh2';
import type { Host } from '#core/release/model.ts';
import type { ConnectFault } from '#core/run/connecting.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { printable } from '#core/words/text/printable.ts';
import type { ConnectFailure, Result } from '#engine/ports.ts';
import { algorithmsFor, offeredFor } from './algorithms.ts';
import type { Authentication } from './authentication.ts';
import { connectFailure, errorCode, socketFailure } from './connect-failure.ts';
import { HostOffers } from './host-offers.ts';
import type { AskingState } from './host-questions.ts';
import type { SshLimits } from './limits.ts';
import type { LinkMeans } from './link-client.ts';
import { beginConnection } from './node-ssh.ts';
import { keepPacketKeys } from './packet-keys.ts';
import { fingerprintOf } from './public-key.ts';
import { SshLink } from './ssh-link.ts';

export interface HandshakeOptions {
  readonly host: Host;
  readonly user: string;
  readonly limits: SshLimits;
  readonly hostKeyAlgorithms: ServerHostKeyAlgorithm[];
  /** Null trusts the key; a failure refuses it before anything about us is sent. */
  readonly judge: (blob: Buffer) => ConnectFailure | null;
  /** Null: learn the key only. */
  readonly authentication: Authentication | null;
}

/** Failures after which a connection may be tried again, since the host had not yet said anything. */
export function isDroppedBeforeGreeting(failure: ConnectFailure): boolean {
  return failure.code === 'lost' && failure.details?.phase === 'greeting';
}

/** Does the SSH handshake over an open stream. The stream is destroyed when it fails. */
export function handshake(
  stream: Duplex,
  options: HandshakeOptions,
): Promise<Result<SshLink, ConnectFailure>> {
  return new Promise((resolve) => new Handshake(stream, options, resolve).start());
}

class Handshake {
  readonly #stream: Duplex;
  readonly #options: HandshakeOptions;
  readonly #resolve: (result: Result<SshLink, ConnectFailure>) => void;
  readonly #offers = new HostOffers();
  #phase: 'greeting' | 'key' | 'authentication' | 'settled' = 'greeting';
  #hasGreeted = false;
  #hostKey: Buffer | null = null;
  #refusal: ConnectFailure | null = null;
  /** What the host says to everybody who logs in, or why nobody may. */
  #banner = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(
    stream: Duplex,
    options: HandshakeOptions,
    resolve: (result: Result<SshLink, ConnectFailure>) => void,
  ) {
    this.#stream = stream;
    this.#options = options;
    this.#resolve = resolve;
  }

  start(): void {
    const { host, limits, authentication, hostKeyAlgorithms, user } = this.#options;
    this.#enter('greeting', limits.greetingMs);
    if (authentication !== null) authentication.onAsking = (state) => this.#awaitPerson(state);
    const config = {
      sock: this.#stream,
      username: user,
      algorithms: algorithmsFor(hostKeyAlgorithms, host.ssh),
      hostVerifier: this.#verifier,
      authHandler: (left, partial, next) => authentication?.handler(left, partial, next),
      keepaliveInterval: limits.keepaliveMs,
      keepaliveCountMax: limits.keepaliveCount,
      readyTimeout: 0,
    } satisfies ConnectConfig;
    try {
      this.#listen(beginConnection(config, (error) => this.#failToStart(error)));
      this.#stream.on('data', this.#onBytes);
    } catch (error) {
      this.#failToStart(error);
    }
  }

  #listen(client: Client): void {
    // The error listener is never removed: an SSH client without one takes the process down.
    client.on('error', (error) => this.#onError(error));
    client.on('close', () => this.#onClose());
    client.on('banner', (message) => {
      this.#banner = printable(message.replaceAll(/\s+/g, ' '));
    });
    client.on('handshake', () => this.#enter('authentication', this.#options.limits.authMs));
    keepPacketKeys(client);
    client.on('ready', () => this.#succeed(client));
  }

  #failToStart(error: unknown): void {
    this.#fail({ kind: 'client-failed', said: printable(String(error)) });
  }

  /**
   * Answers through the callback, once, and returns undefined: the library takes any other return value, a promise too,
   * for a yes. Called again at every rekey: then only the same key will do.
   */
  readonly #verifier: HostVerifier = (blob, answer) => {
    if (this.#hostKey !== null) return answer(this.#hostKey.equals(blob));
    const key = Buffer.from(blob);
    this.#refusal = this.#options.judge(key);
    if (this.#refusal !== null) {
      this.#settle({ ok: false, error: this.#refusal });
      return answer(false);
    }
    this.#hostKey = key;
    this.#enter('key', this.#options.limits.greetingMs);
    answer(true);
  };

  /** From the greeting on the key has a limit of its own, so that a slow path has twice the time for both. */
  readonly #onBytes = (bytes: Buffer): void => {
    if (this.#phase === 'greeting') this.#offers.see(bytes);
    if (this.#hasGreeted || !bytes.includes('SSH-')) return;
    this.#hasGreeted = true;
    if (this.#phase === 'greeting') this.#enter('greeting', this.#options.limits.greetingMs);
  };

  #enter(phase: 'greeting' | 'key' | 'authentication', limitMs: number): void {
    if (this.#phase === 'settled' || this.#phase === 'authentication') return;
    this.#phase = phase;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onTimeout(), limitMs);
  }

  /** However long a person takes: the host ends the wait when it has enough of it. */
  #awaitPerson(state: AskingState): void {
    if (this.#phase !== 'authentication') return;
    clearTimeout(this.#timer);
    if (state === 'unanswered') this.#failRefused(false);
    else if (state === 'answered')
      this.#timer = setTimeout(() => this.#onTimeout(), this.#options.limits.authMs);
  }

  #onTimeout(): void {
    const { authMs, greetingMs } = this.#options.limits;
    if (this.#phase === 'authentication') this.#fail({ kind: 'no-login', withinMs: authMs });
    else if (this.#hasGreeted) this.#fail({ kind: 'no-key-exchange', withinMs: greetingMs });
    else this.#fail({ kind: 'no-greeting', withinMs: greetingMs });
  }

  #onError(error: Error & { level?: string }): void {
    if (this.#phase === 'settled') return;
    if (error.level === 'agent') this.#options.authentication?.noteAgentError(printable(error.message));
    else if (this.#phase === 'authentication' && isRefusal(error)) this.#failRefused(gaveUp(error));
    else if (isLoss(error)) this.#onClose();
    else if (error.level === 'client-socket')
      this.#settle({ ok: false, error: socketFailure(this.#options.host, error) });
    else this.#fail(protocolFault(error, this.#options.host, this.#offers));
  }

  #onClose(): void {
    if (this.#phase === 'authentication') this.#fail({ kind: 'hung-up', when: 'login' });
    else if (this.#hasGreeted) this.#fail({ kind: 'hung-up', when: 'key-exchange' });
    else this.#fail({ kind: 'hung-up', when: 'greeting', said: this.#offers.firstLine() });
  }

  #failRefused(hostGaveUp: boolean): void {
    const failure = this.#options.authentication?.refusal(hostGaveUp);
    if (failure !== undefined) this.#settle({ ok: false, error: this.#withBanner(failure) });
  }

  #withBanner(failure: ConnectFailure): ConnectFailure {
    if (this.#banner === '') return failure;
    const reason = { ...failure.reason, said: this.#banner };
    return { ...failure, message: describeReason(reason), reason };
  }

  #fail(fault: ConnectFault): void {
    const error = connectFailure(this.#options.host, fault, { details: { phase: this.#phase } });
    this.#settle({ ok: false, error: this.#withBanner(error) });
  }

  #succeed(client: Client): void {
    if (this.#hostKey === null) {
      this.#fail({ kind: 'no-host-key' });
      return;
    }
    this.#options.authentication?.succeeded();
    // Made at once: whatever the library emits next in this very moment must already find the link's listeners.
    const link = new SshLink({
      client,
      stream: this.#stream,
      means: meansOf(client),
      host: this.#options.host.name,
      hostKey: fingerprintOf(this.#hostKey),
      sharesGroup: this.#offers.software().startsWith('dropbear'),
      limits: this.#options.limits,
    });
    this.#settle({ ok: true, value: link });
  }

  #settle(result: Result<SshLink, ConnectFailure>): void {
    if (this.#phase === 'settled') return;
    this.#phase = 'settled';
    clearTimeout(this.#timer);
    this.#stream.off('data', this.#onBytes);
    if (!result.ok) {
      this.#options.authentication?.abandoned();
      this.#stream.destroy();
    }
    this.#resolve(result);
  }
}

function meansOf(client: Client): LinkMeans {
  return {
    // No port was ever forwarded, so the host refuses: an answer, and nothing else comes of it.
    askForLife: () => client.unforwardIn('127.0.0.1', 1, () => undefined),
    forwardTo: ({ address, port }, answer) => client.forwardOut('127.0.0.1', 0, address, port, answer),
  };
}

/** The host said no: no method left, or it gave up on our keys. */
function isRefusal(error: Error & { level?: string }): boolean {
  return error.level === 'client-authentication' || gaveUp(error);
}

function gaveUp(error: Error): boolean {
  return /too many authentication failures/i.test(error.message);
}

function isLoss(error: Error & { level?: string }): boolean {
  if (/connection lost before handshake/i.test(error.message)) return true;
  return (
    error.level === 'client-socket' && ['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(errorCode(error))
  );
}

function protocolFault(error: Error, host: Host, offers: HostOffers): ConnectFault {
  const none = /no matching ([a-z>< -]+)/i.exec(error.message)?.[1]?.trim();
  if (none !== undefined) return noMatchFault(none, host, offers);
  return { kind: 'not-ssh', said: printable(error.message) };
}

function noMatchFault(none: string, { ssh }: Host, offers: HostOffers): ConnectFault {
  const { offered = [], setting = none } = offeredFor(none, ssh) ?? {};
  const isEnough = ssh !== 'legacy' && offers.allMatch('legacy');
  return {
    kind: 'nothing-in-common',
    list: none.replace(/^[CS]->[CS] /, ''),
    theirs: offers.of(none).map(printable).slice(0, 20),
    ours: offered,
    setting,
    legacy: isEnough ? 'enough' : ssh === 'legacy' ? 'tried' : 'not-enough',
  };
}
