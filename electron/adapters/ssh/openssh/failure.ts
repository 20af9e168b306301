/** What the words of `ssh` mean, in the facts that every way to a host has. */
import type { Host } from '#core/release/model.ts';
import type { ConnectFault } from '#core/run/connecting.ts';
import { printable } from '#core/words/text/printable.ts';
import { OUTDATED, offeredFor } from '../algorithms.ts';

/** How far a connection came, as its words tell. */
export type ConnectStage = 'path' | 'greeting' | 'key' | 'login';

/** What ssh says of its own work. */
export function isDebug(line: string): boolean {
  return /^debug\d: /.test(line);
}

/** Null where the line says nothing of it. */
export function phaseAfter(line: string): ConnectStage | null {
  if (/^debug1: (Connection established\.|Executing proxy command: )/.test(line)) return 'greeting';
  if (/^debug1: Remote protocol version /.test(line)) return 'key';
  if (/^debug1: (SSH2_MSG_NEWKEYS received|Authentications that can continue)/.test(line)) return 'login';
  return null;
}

/** `OpenSSH_9.2p1 …`, as it stands in the host's greeting. */
export function softwareIn(line: string): string | null {
  return /^debug1: Remote protocol version \S+, remote software version (.*)$/.exec(line)?.[1] ?? null;
}

export function isPartialSuccess(line: string): boolean {
  return /^Authenticated using "[a-z-]+" with partial success\.$/.test(line);
}

export function isListOfMethods(line: string): boolean {
  return line.startsWith('debug1: Authentications that can continue: ');
}

/** The methods by which the host lets somebody in, as it said last. */
export function methodsIn(lines: readonly string[]): readonly string[] {
  const said = lines.findLast(isListOfMethods);
  return said?.split(': ')[2]?.split(',').map(printable) ?? [];
}

export interface SaidBySsh {
  readonly host: Host;
  readonly phase: ConnectStage;
  readonly lines: readonly string[];
  readonly connectMs: number;
  /** What ssh would offer of a list, by its key of the configuration. */
  offered(setting: string): readonly string[];
}

/** Why there is no connection. What the login came to is not told here: null. */
export function faultOf(said: SaidBySsh): ConnectFault | null {
  const { phase, connectMs } = said;
  const text = said.lines.filter((line) => !isDebug(line)).join('\n');
  if (/^ssh: Could not resolve hostname /m.test(text)) return { kind: 'unresolved' };
  const path = /^ssh: connect to host .* port \d+: (.*)$/m.exec(text)?.[1]?.trim();
  if (path !== undefined) return pathFault(path, connectMs);
  if (/^Stdio forwarding request failed/m.test(text))
    return { kind: 'seen-from', jump: said.host.via ?? '', found: { kind: 'unreached' }, said: '' };
  const none = /: no matching (.+) found\. Their offer: (.*)$/m.exec(text);
  if (none !== null) return noMatch(said, none[1] ?? '', none[2] ?? '');
  if (/(Permission denied|Too many authentication failures)/.test(text) && phase === 'login') return null;
  if (/(invalid format|No SSH version received|invalid SSH version)/i.test(text))
    return { kind: 'not-ssh', said: printable(lastOf(text)) };
  if (HUNG_UP.test(text)) return hungUp(said);
  return { kind: 'client-failed', said: printable(lastOf(text)) };
}

const HUNG_UP =
  /(Connection (closed|reset) by|Connection reset by peer|Broken pipe|closed by remote host|Received disconnect|Connection to .* (closed|reset)|banner exchange|kex_exchange_identification)/;

function hungUp({ phase, lines }: SaidBySsh): ConnectFault {
  if (phase === 'login') return { kind: 'hung-up', when: 'login' };
  if (phase === 'key') return { kind: 'hung-up', when: 'key-exchange' };
  const before = lines.map((line) => /kex_exchange_identification: banner line \d+: (.*)$/.exec(line)?.[1]);
  return { kind: 'hung-up', when: 'greeting', said: printable(before.find(Boolean) ?? '') };
}

function pathFault(said: string, connectMs: number): ConnectFault {
  if (/refused/i.test(said)) return { kind: 'port-refused' };
  if (/no route|unreachable|host is down/i.test(said)) return { kind: 'no-route' };
  if (/timed? ?out/i.test(said)) return { kind: 'no-answer', withinMs: connectMs };
  return { kind: 'broken-off', said: printable(said) };
}

function noMatch({ host, offered }: SaidBySsh, named: string, offer: string): ConnectFault {
  const list = named.replace('method', 'algorithm').replace('host key type', 'host key format');
  const { setting = list } = offeredFor(list, host.ssh) ?? {};
  const theirs = offer.trim().split(',').filter(isAlgorithm).map(printable).slice(0, 20);
  const outdated: readonly string[] = Object.values(OUTDATED).flat();
  const isEnough = host.ssh !== 'legacy' && theirs.some((each) => outdated.includes(each));
  return {
    kind: 'nothing-in-common',
    list,
    theirs,
    ours: offered(setting),
    setting,
    byOpenSsh: true,
    legacy: isEnough ? 'enough' : host.ssh === 'legacy' ? 'tried' : 'not-enough',
  };
}

/** What is wrong with a certificate; empty where none was shown, or nobody who is believed signed it. */
export function certificateFault(lines: readonly string[]): string {
  const said = lines.map((line) => /^(?:error: )?(Certificate .*)$/.exec(line)?.[1]).find(Boolean);
  return printable(said ?? '');
}

/** Lists hold marks besides algorithms, which are none. */
export function isAlgorithm(name: string): boolean {
  return !/^(kex-strict-|ext-info-)/.test(name);
}

/** Why a connection that was open is gone. Null: the host closed it. */
export function lossOf(lines: readonly string[]): Error | null {
  const text = lines
    .filter((line) => !isDebug(line))
    .slice(-20)
    .join('\n');
  if (/^Timeout, server .* not responding/m.test(text)) return new Error('Keepalive timeout');
  if (/Host key verification failed/.test(text)) return new Error('host denied');
  if (/closed by remote host|Connection closed by/.test(text) || text === '') return null;
  return new Error(printable(lastOf(text)));
}

function lastOf(text: string): string {
  return text.split('\n').findLast((line) => line.trim() !== '') ?? 'it ended without a word';
}
