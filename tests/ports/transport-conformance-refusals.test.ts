/** Hosts that cannot be reached, or with which nothing can be agreed on: each client tells it in the same facts. */
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import type { Host } from '#core/release/model.ts';
import { CLIENTS } from '#support/clients.ts';
import { failureOf, openTransport, type TransportSetup } from '#support/ssh-fixture.ts';
import { hostOf as hostOfServer, type Sshd, startSshd } from '#support/sshd.ts';

describe.each(CLIENTS)('by the client %s', (client) => {
  const hostOf = (server: Sshd, changes: Partial<Host> = {}): Host =>
    hostOfServer(server, { transport: client, ...changes });
  let sshd: Sshd;
  let transport: SshTransport;

  beforeAll(async () => {
    sshd = await startSshd({ name: 'web1' });
  });
  afterAll(() => sshd.stop());
  afterEach(() => transport.close());

  describe('a host that speaks only old methods', () => {
    const old = [
      { list: 'cipher', setting: 'Ciphers', config: 'Ciphers aes256-cbc,3des-cbc' },
      { list: 'MAC', setting: 'MACs', config: 'Ciphers aes128-ctr\nMACs hmac-sha1' },
      { list: 'MAC', setting: 'MACs', config: 'Ciphers 3des-cbc,aes128-ctr\nMACs hmac-sha1-etm@openssh.com' },
      {
        list: 'key exchange algorithm',
        setting: 'KexAlgorithms',
        config: 'KexAlgorithms diffie-hellman-group14-sha1',
      },
      {
        list: 'key exchange algorithm',
        setting: 'KexAlgorithms',
        config: 'KexAlgorithms diffie-hellman-group14-sha1\nMACs hmac-sha1\nCiphers aes128-cbc',
      },
      { list: 'host key format', setting: 'HostKeyAlgorithms', config: 'HostKeyAlgorithms ssh-rsa' },
    ];
    const ours: Record<string, string> = {
      cipher: 'aes128-gcm@openssh.com, ',
      MAC: 'hmac-sha2-256-etm@openssh.com, ',
      'key exchange algorithm': 'curve25519-sha256, ',
      'host key format': 'ssh-ed25519, ',
    };
    it.each(old)(
      'is told by the list that has nothing in common ($config), and is reached with ssh: legacy',
      async ({ list, setting, config }) => {
        const hostKeyType = list === 'host key format' ? 'rsa' : 'ed25519';
        const server = await startSshd({ config: [config], hostKeyType });
        transport = await openTransport();
        const host = hostOf(server);
        const { code, message } = failureOf(await transport.connect(host, [host]));
        expect(code).toBe('protocol');
        const theirs = new RegExp(`^${setting} (.*)$`, 'm').exec(config)?.[1]?.replaceAll(',', ', ');
        expect(message).toContain(`have no ${list} in common. The host offers: ${theirs}`);
        expect(message).toMatch(/This program offers: \S+, /);
        if (client === 'built-in') expect(message).toContain(`This program offers: ${ours[list]}`);
        expect(message).toContain(
          `What the host offers is outdated: add one of this program's to ${setting} in the host's sshd configuration. Where that cannot be done, write ssh: legacy for this host in the release`,
        );
        const legacy = hostOf(server, { ssh: 'legacy' });
        expect((await transport.connect(legacy, [legacy])).ok).toBe(true);
        await server.stop();
      },
    );

    it('that is too old even for ssh: legacy is not sent there', async () => {
      const server = await startSshd({ config: ['KexAlgorithms diffie-hellman-group1-sha1'] });
      transport = await openTransport();
      for (const ssh of [undefined, 'legacy'] as const) {
        const host = hostOf(server, ssh === undefined ? {} : { ssh });
        const { message } = failureOf(await transport.connect(host, [host]));
        expect(message).toContain('have no key exchange algorithm in common');
        expect(message).not.toContain('write ssh: legacy');
      }
      await server.stop();
    });
  });

  describe('a host that cannot be reached', () => {
    const codeFor = async (changes: object, setup: TransportSetup = {}) => {
      transport = await openTransport(setup);
      const host = hostOf(sshd, changes);
      return failureOf(await transport.connect(host, [host]));
    };

    it('is refused where nothing listens', async () => {
      expect(await codeFor({ port: 1 })).toMatchObject({ code: 'refused', host: 'web1' });
    });

    it('has a name that is not found', async () => {
      expect((await codeFor({ address: 'no-such-host.invalid' })).code).toBe('name-not-found');
    });

    it('says nothing', async () => {
      const mute = createServer(() => undefined);
      await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
      const { port } = mute.address() as { port: number };
      expect((await codeFor({ port }, { limits: { greetingMs: 50 } })).code).toBe('no-greeting');
      mute.close();
    });

    it('greets and goes no further', async () => {
      const stuck = createServer((socket) => socket.on('error', () => undefined).write('SSH-2.0-stuck\r\n'));
      await new Promise<void>((resolve) => stuck.listen(0, '127.0.0.1', resolve));
      const { port } = stuck.address() as { port: number };
      const failure = await codeFor({ port }, { limits: { greetingMs: 50 } });
      expect(failure.code).toBe('timeout');
      expect(failure.message).toMatch(/greeted, but keys could not be exchanged .*MTU/);
      stuck.close();
    });

    it('speaks something else', async () => {
      const other = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('HTTP/1.1 400 Bad Request\r\n'.repeat(2000));
      });
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port } = other.address() as { port: number };
      expect(['protocol', 'no-greeting']).toContain(
        (await codeFor({ port }, { limits: { greetingMs: 200 } })).code,
      );
      other.close();
    });

    it('drops every connection', async () => {
      const rude = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
      const { port } = rude.address() as { port: number };
      expect((await codeFor({ port }, { limits: { retries: 2 } })).code).toBe('lost');
      rude.close();
    });
  });
});
