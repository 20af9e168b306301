/** What every transport promises of one command, the one in memory on which the engine is tested included. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelEnd, Link, Stream, Transport } from '#engine/ports.ts';
import { CLIENTS } from '#support/clients.ts';
import { openTransport, unwrap } from '#support/ssh-fixture.ts';
import { hostOf, type Sshd, startSshd } from '#support/sshd.ts';
import { createWorld } from '../unit/engine/engine-fixture.ts';

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd({ name: 'web1' });
});
afterAll(() => sshd.stop());

const TALKS = 'echo out; echo err >&2; exit 3\n';
const DIES = 'kill -TERM $$\n';
const STAYS = 'echo begun; exec sleep 60\n';

/** As `/bin/sh -s` on a host would. */
const fake = (): Transport =>
  createWorld({
    behave: (text) => {
      if (text === TALKS)
        return { silent: true, stdout: ['out\n'], stderr: ['err\n'], end: { kind: 'exit', code: 3 } };
      if (text === DIES) return { silent: true, end: { kind: 'signal', signal: 'SIGTERM' } };
      return { silent: true, stdout: ['begun\n'], end: null };
    },
  }).ports.transport;

describe.each([...CLIENTS, 'fake'] as const)('by the transport %s', (name) => {
  let transport: Transport;
  afterEach(() => transport.close());

  async function connect(): Promise<Link> {
    transport = name === 'fake' ? fake() : await openTransport();
    const host = hostOf(sshd, name === 'fake' ? {} : { transport: name });
    return unwrap(await transport.connect(host, [host]));
  }

  async function say(text: string) {
    const heard: Record<Stream, string> = { stdout: '', stderr: '' };
    let begun: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const channel = unwrap(
      await (await connect()).exec('/bin/sh -s', (stream, bytes) => {
        heard[stream] += Buffer.from(bytes).toString();
        begun();
      }),
    );
    void channel.write(text);
    return { channel, heard, first };
  }

  it('a link names its host and the key that it showed', async () => {
    const link = await connect();
    expect(link.host).toBe('web1');
    expect(link.hostKey).toMatch(/^SHA256:/);
  });

  it('an end comes after all output, each stream by itself', async () => {
    const { channel, heard } = await say(TALKS);
    const end: ChannelEnd = await channel.ended;
    expect([end, heard]).toEqual([
      { kind: 'exit', code: 3 },
      { stdout: 'out\n', stderr: 'err\n' },
    ]);
  });

  it('a signal is told as one', async () => {
    const { channel } = await say(DIES);
    expect(await channel.ended).toEqual({ kind: 'signal', signal: 'SIGTERM' });
  });

  it('a channel that is closed from this side is lost, and takes what is written to it without a word', async () => {
    const { channel, first } = await say(STAYS);
    await first;
    channel.close();
    expect(await channel.ended).toEqual({ kind: 'lost', loss: { kind: 'closed-here', what: 'channel' } });
    channel.endInput();
    channel.close();
  });
});
