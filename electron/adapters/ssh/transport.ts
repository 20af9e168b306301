import type { Duplex } from 'node:stream';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { accountName } from '#adapters/system/account.ts';
import type { Host } from '#core/release/model.ts';
import type { AskPerson } from '#core/run/login-question.ts';
import type { CheckCause, ConnectFailure, Result, Transport } from '#engine/ports.ts';
import { Approach } from './approach.ts';
import { createAuthentication } from './authentication.ts';
import { connectFailure, refuse } from './connect-failure.ts';
import type { CredentialSource } from './credential.ts';
import { explainRefusal } from './dial.ts';
import { handshake } from './handshake.ts';
import { distrustOf, hostKeyFailure } from './host-key-failure.ts';
import { underOffers } from './key-offers.ts';
import { type LearnedHostKey, learnHostKey } from './learn-host-key.ts';
import { DEFAULT_LIMITS, type SshLimits } from './limits.ts';
import { OpenSshClient, usesOpenSsh } from './openssh/openssh-client.ts';
import { Proofs } from './proofs.ts';
import type { SshLink } from './ssh-link.ts';
import {
  HostKeyBook,
  type HostKeyKnowledge,
  type HostKeyVerdict,
  judgeHostKey,
  rotationOf,
  type Trust,
} from './trust.ts';

export interface SshTransportOptions {
  readonly credentials: CredentialSource;
  readonly trust: Trust;
  readonly limits?: Partial<SshLimits>;
  /** Puts what hosts and keys ask before a person; null or missing: nobody is there. */
  readonly ask?: AskPerson | null;
  /** What programs that are started for it get of our environment; all of it unless told. */
  readonly environment?: () => NodeJS.ProcessEnv;
}

export interface SshTransport extends Transport {
  connect(host: Host, hosts: readonly Host[]): Promise<Result<SshLink, ConnectFailure>>;
  /**
   * Asks a host for its key and hangs up: nothing is authenticated there. Jump hosts on the way are logged in to, so
   * their keys must be trusted already.
   */
  learnHostKey(host: Host, hosts: readonly Host[]): Promise<Result<LearnedHostKey, ConnectFailure>>;
}

/** SSH connections that are verified before anything is authenticated, shared and kept until `close`. */
export function createSshTransport(options: SshTransportOptions): SshTransport {
  return new SharedConnections(options);
}

type Opening = Promise<Result<SshLink, ConnectFailure>>;

class SharedConnections implements SshTransport {
  readonly #approach: Approach;
  readonly #ask: AskPerson | null;
  readonly #proofs: Proofs;
  readonly #book: HostKeyBook;
  readonly #openSsh: OpenSshClient;
  readonly #openings = new Map<string, Opening>();
  readonly #links = new Set<SshLink>();
  #closed = false;

  constructor(options: SshTransportOptions) {
    this.#approach = new Approach({ ...DEFAULT_LIMITS, ...options.limits });
    this.#ask = options.ask ?? null;
    this.#openSsh = new OpenSshClient(options.environment ?? (() => process.env));
    this.#proofs = new Proofs(options.credentials, this.#ask);
    this.#book = new HostKeyBook(options.trust);
  }

  connect(host: Host, hosts: readonly Host[]): Opening {
    const route = routeOf(host, hosts);
    if (!route.ok) return Promise.resolve(route);
    return this.#connectAlong(route.value);
  }

  async learnHostKey(host: Host, hosts: readonly Host[]): Promise<Result<LearnedHostKey, ConnectFailure>> {
    const route = routeOf(host, hosts);
    if (!route.ok) return route;
    const jump = await this.#jump(route.value);
    if (!jump.ok) return jump;
    const knowledge = await this.#know(host);
    if (!knowledge.ok) return knowledge;
    const asked = { host, user: userOf(host), jump: jump.value, knowledge: knowledge.value };
    return learnHostKey(asked, { approach: this.#approach, openSsh: this.#openSsh });
  }

  checkLinks(because: CheckCause): void {
    for (const link of this.#links) link.check(because);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#approach.shut();
    this.#openSsh.shut();
    const links = [...this.#links];
    for (const link of links.reverse()) link.close();
    await Promise.all(links.map((link) => link.gone));
    this.#openSsh.remove();
  }

  /** The first host of the route is the wanted one, the others are its jump hosts, nearest first. */
  #connectAlong(route: readonly Host[]): Opening {
    const key = JSON.stringify(
      route.map(({ name, address, port, user, credential, hostKeys, nextHostKeys, ssh, transport }) => [
        name,
        address,
        port,
        user,
        credential,
        hostKeys,
        nextHostKeys,
        ssh,
        transport,
      ]),
    );
    const known = this.#openings.get(key);
    if (known !== undefined) return known;
    const opening = this.#open(route).then((result) => this.#keep(key, result));
    this.#openings.set(key, opening);
    return opening;
  }

  #keep(key: string, result: Result<SshLink, ConnectFailure>): Result<SshLink, ConnectFailure> {
    if (!result.ok) {
      this.#openings.delete(key);
      return result;
    }
    void result.value.lost.then(() => this.#openings.delete(key));
    this.#watch(result.value);
    return result;
  }

  #watch(link: SshLink): void {
    this.#links.add(link);
    void link.gone.then(() => this.#links.delete(link));
    if (this.#closed) link.close();
  }

  async #open(route: readonly Host[]): Opening {
    const [host] = route;
    if (host === undefined || this.#closed) return closedFailure(host);
    const login = await (usesOpenSsh(host) ? this.#bySystem(host) : this.#byUs(host));
    if (!login.ok) return login;
    const knowledge = await this.#know(host);
    if (!knowledge.ok) return knowledge;
    const jump = await this.#jump(route);
    if (!jump.ok) return jump;
    const target = { host, jump: jump.value, knowledge: knowledge.value, login: login.value };
    const opened = await this.#openByOffers(target);
    if (opened.ok) opened.value.extendBy(() => this.#openFurther(target));
    return opened;
  }

  /** Another connection to a host that is open already. */
  async #openFurther(target: Target): Opening {
    const opened = await this.#openByOffers(target);
    if (opened.ok) this.#watch(opened.value);
    return opened;
  }

  #openByOffers(target: Target): Opening {
    const open = async (offered: ServerHostKeyAlgorithm[]): Opening => {
      const result = await target.login(target, offered);
      if (result.ok) result.value.rotation = rotationOf(target.knowledge, result.value.hostKey);
      return result;
    };
    return underOffers(target, open, verdictOf);
  }

  async #byUs(host: Host): Promise<Result<Login, ConnectFailure>> {
    const proof = await this.#proofs.forHost(host);
    if (!proof.ok) return proof;
    const user = userOf(host);
    const login: Login = ({ jump, knowledge }, hostKeyAlgorithms) => {
      const judge = judgeFor(host, knowledge);
      const use = (stream: Duplex): Opening => {
        const authentication = createAuthentication(host, user, { proof: proof.value, ask: this.#ask });
        const { limits } = this.#approach;
        return handshake(stream, { host, user, limits, hostKeyAlgorithms, judge, authentication });
      };
      return this.#approach.dial({ host, jump, use });
    };
    return { ok: true, value: login };
  }

  async #bySystem(host: Host): Promise<Result<Login, ConnectFailure>> {
    const proof = await this.#proofs.forOpenSsh(host);
    if (!proof.ok) return proof;
    const { limits } = this.#approach;
    const fixed = { host, user: userOf(host), limits, proof: proof.value, ask: this.#ask };
    const login: Login = ({ jump, knowledge }, hostKeyAlgorithms) => {
      const way = { over: jump, jump: jump?.openSsh?.socket ?? null };
      const wanted = { ...fixed, knowledge, hostKeyAlgorithms, ...way };
      return this.#approach.inTurn(wanted, async () => {
        const opened = await this.#openSsh.open(wanted);
        const isRefused = !opened.ok && opened.error.reason.fault.kind === 'seen-from';
        return isRefused && jump !== null ? explainRefusal({ host, jump, limits }) : opened;
      });
    };
    return { ok: true, value: login };
  }

  async #jump(route: readonly Host[]): Promise<Result<SshLink | null, ConnectFailure>> {
    const [host, ...jumps] = route;
    if (host === undefined || jumps.length === 0) return { ok: true, value: null };
    // Only a connection that OpenSSH holds can be a way for another one of it.
    const way = usesOpenSsh(host) ? jumps.map(byOpenSsh) : jumps;
    let opened = await this.#connectAlong(way);
    // Whoever goes by its socket learns of its end later than it does.
    if (opened.ok && usesOpenSsh(host) && !(await opened.value.isAlive()))
      opened = await this.#connectAlong(way);
    return opened.ok ? opened : { ok: false, error: throughJump(host, opened.error) };
  }

  async #know(host: Host): Promise<Result<HostKeyKnowledge, ConnectFailure>> {
    const knowledge = await this.#book.look(host);
    return knowledge.ok ? knowledge : refuse(host, knowledge.error);
  }
}

interface Target {
  readonly host: Host;
  readonly jump: SshLink | null;
  readonly knowledge: HostKeyKnowledge;
  readonly login: Login;
}

/** Logs in once, by what is known of ourselves already. */
type Login = (target: Target, hostKeyAlgorithms: ServerHostKeyAlgorithm[]) => Opening;

function byOpenSsh(host: Host): Host {
  return usesOpenSsh(host) ? host : { ...host, transport: 'openssh' };
}

function judgeFor(host: Host, knowledge: HostKeyKnowledge): (blob: Buffer) => ConnectFailure | null {
  return (blob) => {
    const verdict = judgeHostKey(knowledge, blob);
    return verdict === 'trusted' ? null : hostKeyFailure(host, verdict, { knowledge, blob });
  };
}

function verdictOf(opened: Awaited<Opening>): HostKeyVerdict | null {
  return opened.ok ? 'trusted' : distrustOf(opened.error);
}

/** The host and its jump hosts, nearest first. */
function routeOf(host: Host, hosts: readonly Host[]): Result<readonly Host[], ConnectFailure> {
  const route = [host];
  for (let last = host; last.via !== null; ) {
    const { via } = last;
    const next = hosts.find((candidate) => candidate.name === via);
    if (next === undefined) return refuse(host, { kind: 'jump-unlisted', jump: via });
    if (route.some((seen) => seen.name === next.name))
      return refuse(host, { kind: 'jump-circle', jump: via });
    route.push(next);
    last = next;
  }
  return { ok: true, value: route };
}

/** A jump host that a person must act on is named as the failing host; otherwise the wanted host is told why it is out of reach. */
function throughJump(host: Host, failure: ConnectFailure): ConnectFailure {
  if (/^(host-key|credential|authentication)-/.test(failure.code) || failure.code === 'jump-failed')
    return failure;
  return connectFailure(
    host,
    { kind: 'jump-unreachable' },
    { jump: failure.reason, details: { jump: failure.host, cause: failure.code } },
  );
}

function closedFailure(host: Host | undefined): Result<never, ConnectFailure> {
  if (host === undefined) throw new Error('a route has at least one host');
  return refuse(host, { kind: 'closed-before' });
}

function userOf(host: Host): string {
  return host.user ?? accountName();
}
