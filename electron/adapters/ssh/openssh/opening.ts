/** One connection by the system's OpenSSH client: it logs in, and then hands channels on as `MuxClient` asks. */
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { Host } from '#core/release/model.ts';
import type { ConnectFault } from '#core/run/connecting.ts';
import type { AskPerson } from '#core/run/login-question.ts';
import { printable } from '#core/words/text/printable.ts';
import type { ConnectFailure, Result } from '#engine/ports.ts';
import { connectFailure } from '../connect-failure.ts';
import { hostKeyFailure } from '../host-key-failure.ts';
import type { AskingState } from '../host-questions.ts';
import type { SshLimits } from '../limits.ts';
import { SshLink } from '../ssh-link.ts';
import { type HostKeyKnowledge, type HostKeyVerdict, judgeHostKey } from '../trust.ts';
import { keepaliveSeconds, wayThrough, wordsFor } from './command-line.ts';
import {
  type ConnectStage,
  certificateFault,
  faultOf,
  isAlgorithm,
  isDebug,
  isListOfMethods,
  isPartialSuccess,
  lossOf,
  methodsIn,
  phaseAfter,
  softwareIn,
} from './failure.ts';
import { identityOf, type OpenSshProof } from './identity.ts';
import { believedKey, certified, shownKey, writeKnownKeys } from './known-keys.ts';
import { LoginAnswers } from './login-answers.ts';
import { type MasterEnd, MuxClient } from './mux-client.ts';
import type { PrivateFolder } from './private-folder.ts';
import type { OpenSshProgram } from './program.ts';

export interface OpenSshConnection {
  readonly host: Host;
  readonly user: string;
  readonly limits: SshLimits;
  readonly knowledge: HostKeyKnowledge;
  readonly hostKeyAlgorithms: readonly string[];
  readonly proof: OpenSshProof;
  readonly ask: AskPerson | null;
  /** The socket of the connection to its jump host; null: it is reached directly. */
  readonly jump: string | null;
  readonly folder: PrivateFolder;
  readonly program: OpenSshProgram;
  /** Connections that are being opened: whoever closes the transport gives them up. */
  readonly opening: Set<{ giveUp(): void }>;
}

export type OpenedLink = Result<SshLink, ConnectFailure>;

export function openByOpenSsh(connection: OpenSshConnection): Promise<OpenedLink> {
  return new Promise((resolve) => void new Opening(connection, resolve).start());
}

/** How long a master that hung up on us may take to say why. */
const LAST_WORDS_MS = 1000;

/** Lines that are kept: what matters of them stands at the beginning and at the end. */
const MOST_LINES = 500;

class Opening {
  readonly #connection: OpenSshConnection;
  readonly #resolve: (opened: OpenedLink) => void;
  readonly #answers: LoginAnswers;
  readonly #name: string;
  readonly #files: string;
  readonly #asking = new Set<string>();
  readonly #lines: string[] = [];
  #words: readonly string[] = [];
  #rest = '';
  #saidUpTo = 0;
  #child: ChildProcessByStdio<null, null, Readable> | null = null;
  #phase: ConnectStage | 'settled';
  #software = '';
  #hasPartly = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: OpenSshConnection, resolve: (opened: OpenedLink) => void) {
    this.#connection = connection;
    this.#resolve = resolve;
    this.#phase = connection.jump === null ? 'path' : 'greeting';
    this.#name = connection.folder.claim((file) => this.#onFile(file));
    this.#files = connection.folder.in(this.#name);
    const { host, user, proof, ask } = connection;
    this.#answers = new LoginAnswers({ host, user, proof, ask, facts: () => this.#facts() });
    this.#answers.onAsking = (state) => this.#awaitPerson(state);
    this.#answers.onTouch = () => this.#awaitPerson('asking');
    connection.opening.add(this);
  }

  async start(): Promise<void> {
    const { host, user, limits, knowledge, hostKeyAlgorithms, proof, jump, folder, program } =
      this.#connection;
    const files = this.#files;
    writeKnownKeys(files, knowledge);
    const readsConfig = host.transport === 'openssh-config';
    const identity = await identityOf(proof, { user, files, program, readsConfig });
    if (!identity.ok) return this.#fail(identity.error);
    if (this.#phase === 'settled') return;
    const vouched = knowledge.authorities.length > 0 ? certified(hostKeyAlgorithms) : [];
    this.#words = wordsFor({
      host,
      user,
      limits,
      socket: this.#socket,
      knownHosts: { script: folder.in('known'), files },
      hostKeyAlgorithms: [...vouched, ...hostKeyAlgorithms],
      identity: identity.value,
      way: jump === null ? null : wayThrough(program.path, jump, host),
    });
    this.#enter(this.#phase);
    this.#run();
  }

  giveUp(): void {
    this.#fail({ kind: 'given-up' });
  }

  get #socket(): string {
    return `${this.#files}.c`;
  }

  /** In a group of its own: what a terminal sends to this program is not meant for it. */
  #run(): void {
    const { folder, program } = this.#connection;
    const env = {
      ...program.env,
      LC_ALL: 'C',
      SSH_ASKPASS: folder.in('ask'),
      SSH_ASKPASS_REQUIRE: 'force',
      HOLDPOINT_ASKS: this.#name,
      HOLDPOINT_PID: String(process.pid),
    };
    const child = spawn(program.path, this.#words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      env,
    });
    this.#child = child;
    child.once('error', (error) => this.#fail({ kind: 'client-failed', said: printable(error.message) }));
    child.stderr.on('data', (bytes: Buffer) => this.#onSaid(bytes.toString('latin1')));
    // It goes to the background once the host has let us in; what stays there has its standard error.
    child.once('exit', (code) => {
      if (code === 0) void this.#attach();
    });
    child.once('close', (code) => {
      if (code !== 0) void this.#onEnded();
    });
  }

  #onSaid(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
  }

  #onLine(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > MOST_LINES) this.#lines.splice(MOST_LINES / 2, 1);
    this.#software ||= softwareIn(line) ?? '';
    this.#hasPartly ||= isPartialSuccess(line);
    const next = phaseAfter(line);
    if (next !== null) this.#enter(next);
  }

  #enter(phase: ConnectStage): void {
    if (this.#phase === 'settled' || (this.#phase === 'login' && phase === 'login')) return;
    const { connectMs, greetingMs, authMs } = this.#connection.limits;
    this.#phase = phase;
    const limitMs = { path: connectMs, greeting: greetingMs, key: greetingMs, login: authMs }[phase];
    this.#wait(limitMs);
  }

  #wait(limitMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onTimeout(), limitMs);
  }

  #onTimeout(): void {
    const { connectMs, greetingMs, authMs } = this.#connection.limits;
    if (this.#phase === 'login') this.#fail({ kind: 'no-login', withinMs: authMs });
    else if (this.#phase === 'key') this.#fail({ kind: 'no-key-exchange', withinMs: greetingMs });
    else if (this.#phase === 'greeting') this.#fail({ kind: 'no-greeting', withinMs: greetingMs });
    else this.#fail({ kind: 'no-answer', withinMs: connectMs });
  }

  /** However long a person takes: the host ends the wait when it has enough of it. */
  #awaitPerson(state: AskingState): void {
    if (this.#phase === 'settled') return;
    clearTimeout(this.#timer);
    if (state === 'unanswered') this.#settle({ ok: false, error: this.#answers.refusal() });
    else if (state === 'answered') this.#wait(this.#connection.limits.authMs);
  }

  #facts() {
    const lines = this.#lines;
    const gaveUp = lines.some((line) => /Too many authentication failures/.test(line));
    const refusals = lines.filter(isListOfMethods).length;
    return { hasPartly: this.#hasPartly, accepts: methodsIn(lines), gaveUp, lines, refusals };
  }

  /** `ask`: a question; `over`: it needs no answer any more. */
  #onFile(file: string): void {
    const [, at, what] = /^(\d+\.\d+)\.(ask|over)$/.exec(file) ?? [];
    if (at === undefined || this.#phase === 'settled') return;
    if (what === 'ask') void this.#onQuestion(this.#connection.folder.in(at));
    else this.#answers.withdraw();
  }

  async #onQuestion(at: string): Promise<void> {
    let said: string;
    try {
      said = readFileSync(`${at}.ask`, 'utf8');
    } catch {
      return;
    }
    const [hint = '', ...text] = said.split('\n');
    this.#asking.add(at);
    await allIsRead();
    const answer = await this.#answers.answer({ hint, text: text.join('\n'), said: this.#saidSince() });
    if (answer.kind === 'answer') this.#reply(at, `=${answer.text.replace(/[\r\n].*$/s, '')}`);
    else if (answer.kind === 'give-up') this.#fail(answer.fault);
  }

  /** What stands above a prompt. */
  #saidSince(): string {
    const said = this.#lines.slice(this.#saidUpTo).filter((line) => !isDebug(line));
    this.#saidUpTo = this.#lines.length;
    return said.map(printable).filter(Boolean).join(' ');
  }

  #reply(at: string, line: string): void {
    if (!this.#asking.delete(at)) return;
    try {
      const pipe = openSync(`${at}.answer`, constants.O_WRONLY | constants.O_NONBLOCK);
      writeSync(pipe, `${line}\n`);
      closeSync(pipe);
      rmSync(`${at}.answer`);
    } catch {
      // Whoever asked has gone.
    }
  }

  async #attach(): Promise<void> {
    const { host, limits, program } = this.#connection;
    const client = await MuxClient.attach(this.#socket, () => this.#lastWords()).catch(() => null);
    if (client === null)
      return this.#fail({ kind: 'client-failed', said: printable(this.#lines.at(-1) ?? '') });
    const key = shownKey(this.#files);
    if (this.#phase === 'settled' || key === null) {
      client.destroy();
      return this.#fail({ kind: 'no-host-key' });
    }
    this.#answers.succeeded();
    this.#answers.withdraw();
    const { fingerprint, authority } = believedKey(key);
    const link = new SshLink({
      client,
      stream: client,
      means: client,
      host: host.name,
      hostKey: fingerprint,
      sharesGroup: this.#software.startsWith('dropbear'),
      limits: { ...limits, keepaliveMs: keepaliveSeconds(limits) * 1000 },
      openSsh: { socket: this.#socket, version: program.version, authority },
    });
    this.#settle({ ok: true, value: link });
  }

  /** What became of the master, once it has ended; it is not waited for longer than a moment. */
  async #lastWords(): Promise<MasterEnd> {
    const stderr = this.#child?.stderr;
    if (stderr !== undefined && !stderr.closed)
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, LAST_WORDS_MS);
        stderr.once('close', () => {
          clearTimeout(late);
          resolve();
        });
      });
    return { error: lossOf(this.#lines) };
  }

  /** It ended without a connection. */
  async #onEnded(): Promise<void> {
    if (this.#phase === 'settled') return;
    const { host, knowledge, limits } = this.#connection;
    if (this.#rest !== '') this.#onLine(this.#rest);
    const phase = this.#phase;
    const shown = shownKey(this.#files);
    const verdict = shown === null ? 'trusted' : judgeHostKey(knowledge, shown);
    if (shown !== null && verdict !== 'trusted')
      return this.#settle({ ok: false, error: this.#distrust(shown, verdict) });
    const lists = this.#lines.some((line) => /no matching/.test(line)) ? await this.#offered() : null;
    const offered = (setting: string) => lists?.get(setting.toLowerCase()) ?? [];
    const fault = faultOf({ host, phase, lines: this.#lines, connectMs: limits.connectMs, offered });
    if (fault !== null) this.#fail(fault);
    else this.#settle({ ok: false, error: this.#answers.refusal() });
  }

  #distrust(blob: Buffer, verdict: Exclude<HostKeyVerdict, 'trusted'>): ConnectFailure {
    const { host, knowledge } = this.#connection;
    if (verdict !== 'unusable') return hostKeyFailure(host, verdict, { knowledge, blob });
    const presented = believedKey(blob).fingerprint;
    const authority = knowledge.authorities[0]?.source ?? '';
    const said = certificateFault(this.#lines);
    return connectFailure(host, { kind: 'certificate-refused', presented, authority, said });
  }

  /** What ssh would offer, list by list. */
  async #offered(): Promise<ReadonlyMap<string, readonly string[]>> {
    const { program } = this.#connection;
    const asked = promisify(execFile)(program.path, ['-G', ...this.#words], { env: program.env });
    const { stdout } = await asked.catch(() => ({ stdout: '' }));
    return new Map(
      stdout.split('\n').map((line) => {
        const [key = '', value = ''] = line.split(' ', 2);
        return [key, value.split(',').filter(isAlgorithm)];
      }),
    );
  }

  #fail(fault: ConnectFault): void {
    const { host } = this.#connection;
    const phase = this.#phase === 'path' ? 'greeting' : this.#phase;
    this.#settle({ ok: false, error: connectFailure(host, fault, { details: { phase } }) });
  }

  #settle(opened: OpenedLink): void {
    if (this.#phase === 'settled') return;
    this.#phase = 'settled';
    clearTimeout(this.#timer);
    const { folder, opening } = this.#connection;
    opening.delete(this);
    folder.forget(this.#name);
    for (const at of this.#asking) this.#reply(at, '!');
    if (!opened.ok) {
      this.#answers.abandoned();
      this.#end();
    }
    this.#resolve(opened);
  }

  /** With what it started: whatever leads to the host, and whatever asks. */
  #end(): void {
    const { pid, exitCode, signalCode } = this.#child ?? {};
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    process.kill(-pid, 'SIGTERM');
  }
}

/** Once what ssh had said by now has been heard: the question is another way from it to here. */
async function allIsRead(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
