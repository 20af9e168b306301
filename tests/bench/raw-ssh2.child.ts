/** The least that a program over ssh2 can do: the same commands, nothing checked, nothing kept. */
import { readFileSync } from 'node:fs';
import { connect as openSocket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Client } from 'ssh2';
import { everyAtMost } from '#engine/every-at-most.ts';
import { LOOK_EVERY_MS, stallOf } from './measure.ts';
import type { RawHost, RawTook, RawWish } from './raw-ssh2.ts';

const [wished = ''] = process.argv.slice(2);
const { hosts, keyPath, command, work } = JSON.parse(wished) as RawWish;
const privateKey = readFileSync(keyPath);
const delay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
delay.enable();
const took = await carryOut();
process.stdout.write(JSON.stringify({ took, stallMs: stallOf(delay) } satisfies RawTook));

/** Milliseconds: one figure for the whole, or one per step. */
async function carryOut(): Promise<number[]> {
  if (work.kind === 'cold') return [await timed(() => everyAtMost(work.atOnce, hosts, onceOn))];
  const clients = await Promise.all(hosts.map(connect));
  const took: number[] = [];
  for (let step = 0; step < work.steps; step += 1) {
    took.push(await timed(() => Promise.all(clients.map(exec))));
  }
  for (const client of clients) client.end();
  return took;
}

async function onceOn(host: RawHost): Promise<void> {
  const client = await connect(host);
  await exec(client);
  client.end();
}

function connect({ address, port, user }: RawHost): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    const sock = openSocket({ host: address, port, noDelay: true });
    client.once('ready', () => resolve(client)).once('error', reject);
    client.connect({ sock, username: user, privateKey });
  });
}

function exec(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      channel.on('exit', (code: number) => code !== 0 && reject(new Error(`exit ${code}`)));
      channel.on('close', () => resolve());
      channel.resume();
      channel.stderr.resume();
    });
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
