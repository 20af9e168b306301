import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createNetwork } from '#adapters/system/network.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

/** A server that answers each request by `answer`, and its address. */
async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const listening = createServer(answer as never);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`;
}

it('a probe whose answer trickles without end is over when its time is', async () => {
  const url = await serve((_request, response) => {
    const trickle = setInterval(() => response.write('.'), 10);
    response.once('close', () => clearInterval(trickle));
  });
  expect(await createNetwork().http(url, 400)).toMatchObject({
    ok: false,
    error: { code: 'no-answer', message: `No answer from ${url} within 400 ms` },
  });
});

it('a probe reads no more than 1 MiB of a body without end', async () => {
  const url = await serve((_request, response) => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    const pour = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', pour);
    pour();
  });
  const answer = await createNetwork().http(url, 60_000);
  expect(answer.ok && answer.value.status).toBe(200);
  expect(answer.ok && answer.value.body.length).toBeLessThan(2 * 1024 * 1024);
});
