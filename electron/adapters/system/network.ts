import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { Failure, Network, Result } from '#engine/ports.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** Probes from the workstation: one TCP connect, one GET. */
export function createNetwork(): Network {
  return { tcp: reachTcp, http: getOnce };
}

function reachTcp(
  ...[address, port, timeoutMs, onStop]: Parameters<Network['tcp']>
): ReturnType<Network['tcp']> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: timeoutMs });
    const end = (result: Result<null, Failure>): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end({ ok: true, value: null }));
    socket.once('timeout', () => end(noAnswer(`${address}:${port}`, 'no connection in time')));
    socket.once('error', (error) => end(noAnswer(`${address}:${port}`, error.message)));
    onStop?.(() => end(noAnswer(`${address}:${port}`, 'stopped')));
  });
}

function getOnce(...[url, timeoutMs, onStop]: Parameters<Network['http']>): ReturnType<Network['http']> {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    return Promise.resolve(noAnswer(url, 'it is not an http or https address'));
  return new Promise((resolve) => {
    const send = url.toLowerCase().startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(url, { timeout: timeoutMs }, (response) => {
      readBody(response).then(
        (body) => resolve({ ok: true, value: { status: response.statusCode ?? 0, body } }),
        (error: Error) => resolve(noAnswer(url, error.message)),
      );
    });
    // `timeout` counts silences only, and ends with the headers; this is for the whole answer.
    const late = setTimeout(() => request.destroy(new Error('no answer in time')), timeoutMs);
    request.once('close', () => clearTimeout(late));
    request.once('timeout', () => request.destroy(new Error('no answer in time')));
    request.once('error', (error) => resolve(noAnswer(url, error.message)));
    onStop?.(() => request.destroy(new Error('stopped')));
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

function noAnswer(what: string, why: string): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: { code: 'no-answer', message: `No answer from ${what}: ${why}` } };
}
