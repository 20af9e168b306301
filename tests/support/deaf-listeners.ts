/** Ports that answer less than a server does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface DeafListener {
  readonly port: number;
  close(): Promise<void>;
}

/** Takes connections and says nothing, ever. */
export async function startSilentListener(): Promise<DeafListener> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on('error', () => undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Listens, and is told to sleep before it takes a connection. */
const SLEEPER = `const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  console.log(server.address().port);
  setImmediate(() => process.kill(process.pid, 'SIGSTOP'));
});`;

/** Of what comes after this, nothing gets a place in the queue. */
const QUEUE_LENGTH = 8;
/** Long enough for the answer of the same machine. */
const ANSWER_MS = 150;

/** A port whose packets are dropped: its queue is full and nobody empties it. */
export async function startFullListener(): Promise<DeafListener> {
  const sleeper = spawn(process.execPath, ['-e', SLEEPER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(sleeper.stdout, 'data')) as [Buffer];
  const port = Number(said);
  await asleep(sleeper.pid ?? 0);
  const queued = Array.from({ length: QUEUE_LENGTH }, () => connect({ host: '127.0.0.1', port }));
  for (const socket of queued) socket.on('error', () => undefined);
  await Promise.race(queued.map((socket) => once(socket, 'connect')));
  while (await isAnswered(port)) queued.push(connect({ host: '127.0.0.1', port }));
  return {
    port,
    async close() {
      for (const socket of queued) socket.destroy();
      sleeper.kill('SIGKILL');
      await once(sleeper, 'exit');
    },
  };
}

/** What it takes before it sleeps has no place in the queue. */
async function asleep(pid: number): Promise<void> {
  const state = (): string =>
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .charAt(0);
  while (state() !== 'T') await setTimeout(5);
}

function isAnswered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: ANSWER_MS });
    const answer = (isYes: boolean): void => {
      socket.destroy();
      resolve(isYes);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(false));
    socket.once('error', () => answer(false));
  });
}

/** Passes on to another port, and begins only after a while: a server that is slow to greet. */
export async function startLateListener(
  to: { readonly address: string; readonly port: number },
  lateMs: number,
): Promise<DeafListener> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on('error', () => undefined));
    void setTimeout(lateMs).then(() => {
      const far = connect({ host: to.address, port: to.port });
      far.on('error', () => socket.destroy());
      socket.pipe(far).pipe(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
