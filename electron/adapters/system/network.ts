import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { ReplyFault } from '#core/run/workstation-faults.ts';
import { formatAddressAndPort } from '#core/words/figures/format-address.ts';
import { describeNoReply } from '#core/words/hosts/describe-workstation.ts';
import type { Network, ReachFailure, Result } from '#engine/ports.ts';
import { createClock } from './clock.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** Probes from the workstation: one TCP connect, one GET. */
export function createNetwork(): Network {
  return { tcp: reachTcp, http: getOnce };
}

function reachTcp(
  ...[address, port, timeoutMs, onStop]: Parameters<Network['tcp']>
): ReturnType<Network['tcp']> {
  return new Promise((resolve) => {
    const target = formatAddressAndPort(address, port);
    const socket = connect({ host: address, port, timeout: timeoutMs });
    const end = (result: Result<null, ReachFailure>): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end({ ok: true, value: null }));
    socket.once('timeout', () => end(noAnswer(target, { kind: 'late', withinMs: timeoutMs })));
    socket.once('error', (error) => end(noAnswer(target, { kind: 'broke', said: error.message })));
    onStop?.(() => end(noAnswer(target, { kind: 'stopped' })));
  });
}

function getOnce(...[url, timeoutMs, onStop]: Parameters<Network['http']>): ReturnType<Network['http']> {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    return Promise.resolve(noAnswer(url, { kind: 'no-http' }));
  return new Promise((resolve) => {
    // An import would load all of Node's web client at every start of the command line: a sixth of the time that takes.
    const { request: send } = process.getBuiltinModule(
      url.toLowerCase().startsWith('https:') ? 'node:https' : 'node:http',
    );
    const request = send(url, { timeout: timeoutMs }, (response) => {
      readBody(response).then(
        (body) => resolve({ ok: true, value: { status: response.statusCode ?? 0, body } }),
        (error: Error) => resolve(noAnswer(url, faultOf(error))),
      );
    });
    // `timeout` counts silences only, and ends with the headers; this is for the whole answer.
    const forget = createClock().after(timeoutMs, () =>
      request.destroy(new GivenUp({ kind: 'late', withinMs: timeoutMs })),
    );
    request.once('close', forget);
    request.once('timeout', () => request.destroy(new GivenUp({ kind: 'late', withinMs: timeoutMs })));
    request.once('error', (error) => resolve(noAnswer(url, faultOf(error))));
    onStop?.(() => request.destroy(new GivenUp({ kind: 'stopped' })));
    request.end();
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Ended from here. */
class GivenUp extends Error {
  readonly fault: ReplyFault;

  constructor(fault: ReplyFault) {
    super(fault.kind);
    this.fault = fault;
  }
}

function faultOf(error: Error): ReplyFault {
  return error instanceof GivenUp ? error.fault : { kind: 'broke', said: error.message };
}

function noAnswer(target: string, fault: ReplyFault): { readonly ok: false; readonly error: ReachFailure } {
  const reason = { kind: 'no-reply', code: 'no-answer', via: null, target, fault } as const;
  return { ok: false, error: { code: reason.code, message: describeNoReply(reason), reason } };
}
