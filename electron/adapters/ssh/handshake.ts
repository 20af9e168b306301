import type { Duplex } from 'node:stream';
import type { Client, ConnectConfig, HostVerifier, ServerHostKeyAlgorithm } from 'ssh2';
import type { Host } from '#core/release/model.ts';
import { describeReason } from '#core/words/describe-reason.ts';
import { formatDuration } from '#core/words/format-duration.ts';
import type { ConnectFailure, Result } from '#engine/ports.ts';
import { algorithmsFor, offeredFor } from './algorithms.ts';
import type { Authentication } from './authentication.ts';
import { connectFailure, errorCode, printable, socketFailure } from './connect-failure.ts';
import { HostOffers } from './host-offers.ts';
import type { SshLimits } from './limits.ts';
import { beginConnection } from './node-ssh.ts';
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

const MORE_TIME = 'a slow host may need a longer --connect-timeout (in the app: Settings, Slow hosts)';

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
    client.on('ready', () => this.#succeed(client));
  }

  #failToStart(error: unknown): void {
    this.#fail('protocol', `the SSH client could not start (${String(error)}).`);
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

  #onTimeout(): void {
    const { authMs, greetingMs } = this.#options.limits;
    if (this.#phase === 'authentication') {
      const message = `the host did not finish the login in ${formatDuration(authMs)}. Check its load and its name service; ${MORE_TIME}.`;
      this.#fail('timeout', message);
    } else if (this.#hasGreeted) {
      const message = `the host greeted, but keys could not be exchanged in ${formatDuration(greetingMs)}. If this continues, large packets may get lost on the way: check the MTU of the path (VPN, tunnel). Otherwise check the load of the host.`;
      this.#fail('timeout', message);
    } else {
      const message = `the port answered, but no SSH greeting came in ${formatDuration(greetingMs)}. Check that the port is sshd's, and the load there; ${MORE_TIME}.`;
      this.#fail('no-greeting', message);
    }
  }

  #onError(error: Error & { level?: string }): void {
    if (this.#phase === 'settled') return;
    if (error.level === 'agent') this.#options.authentication?.noteAgentError(printable(error.message));
    else if (this.#phase === 'authentication' && isRefusal(error)) this.#failRefused(gaveUp(error));
    else if (isLoss(error)) this.#onClose();
    else if (error.level === 'client-socket')
      this.#settle({ ok: false, error: socketFailure(this.#options.host, error) });
    else this.#fail('protocol', explainProtocol(error, this.#options.host, this.#offers));
  }

  #onClose(): void {
    const when = {
      greeting: this.#hasGreeted ? 'in the key exchange' : 'before it said anything',
      key: 'in the key exchange',
      authentication: 'during the login',
      settled: '',
    }[this.#phase];
    this.#fail(
      'lost',
      `the host closed the connection ${when}. It may be overloaded or limit connections (MaxStartups). Try again.`,
    );
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

  #fail(code: 'lost' | 'timeout' | 'no-greeting' | 'protocol', message: string): void {
    const error = connectFailure(this.#options.host, code, { message, details: { phase: this.#phase } });
    this.#settle({ ok: false, error: this.#withBanner(error) });
  }

  #succeed(client: Client): void {
    if (this.#hostKey === null) {
      this.#fail('protocol', 'the connection opened without a host key.');
      return;
    }
    this.#options.authentication?.succeeded();
    // Made at once: whatever the library emits next in this very moment must already find the link's listeners.
    const link = new SshLink({
      client,
      stream: this.#stream,
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

function explainProtocol(error: Error, host: Host, offers: HostOffers): string {
  const none = /no matching ([a-z>< -]+)/i.exec(error.message)?.[1]?.trim();
  if (none !== undefined) return explainNoMatch(none, host, offers);
  return `SSH could not be spoken with the host (${printable(error.message)}). Check that the port is sshd's.`;
}

function explainNoMatch(none: string, { ssh }: Host, offers: HostOffers): string {
  const theirs = offers.of(none).map(printable).slice(0, 20).join(', ') || 'nothing that could be read';
  const { offered = [], setting = none } = offeredFor(none, ssh) ?? {};
  const lists = `the host and this program have no ${none.replace(/^[CS]->[CS] /, '')} in common. The host offers: ${theirs}. This program offers: ${offered.join(', ')}.`;
  const atHost = `add one of this program's to ${setting} in the host's sshd configuration`;
  if (ssh !== 'legacy' && offers.allMatch('legacy'))
    return `${lists} What the host offers is outdated: ${atHost}. Where that cannot be done, write ssh: legacy for this host in the release, which allows outdated algorithms there.`;
  return `${lists} What the host offers is ${ssh === 'legacy' ? 'too old even for ssh: legacy' : 'outdated'}, or not known here: ${atHost}.`;
}
