import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { formatKnownHostsLine } from '#adapters/ssh/known-hosts.ts';
import { parsePublicKey } from '#adapters/ssh/public-key.ts';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import type { Host } from '#core/release/model.ts';
import { CLIENTS } from '#support/clients.ts';
import {
  rekeyWithAnotherKey,
  type ScriptedServer,
  startScriptedServer,
} from '#support/scripted-ssh-server.ts';
import { failureOf, openTransport, type TransportSetup, unwrap } from '#support/ssh-fixture.ts';
import { generateKey, hostOf as hostOfServer, publicKeyOf, type Sshd, startSshd } from '#support/sshd.ts';

describe.each(CLIENTS)('by the client %s', (client) => {
  const hostOf = (server: Parameters<typeof hostOfServer>[0], changes: Partial<Host> = {}): Host =>
    hostOfServer(server, { transport: client, ...changes });

  let sshd: Sshd;
  let server: ScriptedServer;
  let dir: string;
  let otherKey: string;
  let transport: SshTransport;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'holdpoint-trust-'));
    otherKey = publicKeyOf(await generateKey(dir, 'other'));
    sshd = await startSshd({ name: 'web1' });
    server = await startScriptedServer();
  });
  afterAll(async () => {
    await Promise.all([sshd.stop(), server.stop(), rm(dir, { recursive: true })]);
  });
  afterEach(() => transport.close());

  async function connect(host: Host, setup: TransportSetup = {}) {
    transport = await openTransport(setup);
    return transport.connect(host, [host]);
  }

  async function knownHosts(text: string): Promise<{ knownHostsFiles: string[] }> {
    const path = join(await mkdtemp(join(dir, 'kh-')), 'known_hosts');
    await writeFile(path, text);
    return { knownHostsFiles: [path] };
  }

  const unpinned = (changes: Partial<Host> = {}): Host => hostOf(sshd, { hostKeys: [], ...changes });

  describe('a host key', () => {
    it('that the release pins by fingerprint or public key is trusted', async () => {
      unwrap(await connect(hostOf(sshd)));
      await transport.close();
      unwrap(await connect(hostOf(sshd, { hostKeys: [otherKey, sshd.publicKey] })));
    });

    it('that nobody knows is refused, with what it takes to accept it', async () => {
      const failure = failureOf(await connect(unpinned()));
      expect(failure).toMatchObject({
        code: 'host-key-unknown',
        host: 'web1',
        details: {
          address: '127.0.0.1',
          port: sshd.port,
          presented: sshd.fingerprint,
          expected: [],
          keyType: 'ssh-ed25519',
          publicKey: sshd.publicKey,
        },
      });
      expect(failure.message).toContain('web1');
      expect(failure.message).toContain(sshd.fingerprint);
    });

    it('other than the pinned one is refused, whatever else trusts it', async () => {
      const trusting = await knownHosts(`[127.0.0.1]:${sshd.port} ${sshd.publicKey}\n`);
      const accepted = [{ address: '127.0.0.1', port: sshd.port, publicKey: sshd.publicKey }];
      const failure = failureOf(
        await connect(hostOf(sshd, { hostKeys: [otherKey] }), { ...trusting, accepted }),
      );
      const expected = String(failure.details?.expected);
      expect(failure.code).toBe('host-key-changed');
      for (const part of ['web1', sshd.fingerprint, expected]) expect(failure.message).toContain(part);
    });

    it('that a person accepted is trusted', async () => {
      unwrap(
        await connect(unpinned(), {
          accepted: [{ address: '127.0.0.1', port: sshd.port, publicKey: sshd.publicKey }],
        }),
      );
    });

    it('accepted for another port is not known', async () => {
      const accepted = [{ address: '127.0.0.1', port: sshd.port + 1, publicKey: sshd.publicKey }];
      expect(failureOf(await connect(unpinned(), { accepted })).code).toBe('host-key-unknown');
    });

    it('in known_hosts is trusted, plain or hashed', async () => {
      const line = formatKnownHostsLine(sshd, parsePublicKey(sshd.publicKey)!.blob);
      unwrap(await connect(unpinned(), await knownHosts(`# comment\r\n${line}\r\n`)));
      await transport.close();
      const hashed = await knownHosts(`${line}\n`);
      execFileSync('ssh-keygen', ['-q', '-H', '-f', hashed.knownHostsFiles[0]!], { stdio: 'ignore' });
      unwrap(await connect(unpinned(), hashed));
    });

    it('other than in known_hosts has changed, and says where it is expected', async () => {
      const setup = await knownHosts(`[127.0.0.1]:${sshd.port} ${otherKey}\n`);
      const failure = failureOf(await connect(unpinned(), setup));
      expect(failure).toMatchObject({
        code: 'host-key-changed',
        details: { presented: sshd.fingerprint, source: `${setup.knownHostsFiles[0]}:1` },
      });
    });

    it('revoked in known_hosts is refused although the release pins it', async () => {
      const setup = await knownHosts(`@revoked * ${sshd.publicKey}\n`);
      expect(failureOf(await connect(hostOf(sshd), setup)).code).toBe('host-key-revoked');
    });

    it('revoked by a person is refused although known_hosts has it', async () => {
      const setup = await knownHosts(`[127.0.0.1]:${sshd.port} ${sshd.publicKey}\n`);
      const accepted = [{ address: 'elsewhere', port: 22, publicKey: sshd.publicKey, revoked: true }];
      expect(failureOf(await connect(unpinned(), { ...setup, accepted })).code).toBe('host-key-revoked');
    });

    it('vouched for only by a certificate authority is said to be unusable', async () => {
      const setup = await knownHosts(`@cert-authority * ${otherKey}\n`);
      expect(failureOf(await connect(unpinned(), setup)).code).toBe('host-key-unusable');
    });

    it('that the release writes wrongly is said to be unusable', async () => {
      expect(failureOf(await connect(hostOf(sshd, { hostKeys: ['MD5:aa:bb'] }))).code).toBe(
        'host-key-unusable',
      );
    });

    it('that the release announces is refused until a person confirmed it, and counts beside the pinned one then', async () => {
      const place = { address: '127.0.0.1', port: sshd.port, publicKey: sshd.publicKey };
      const rotating = hostOf(sshd, { hostKeys: [otherKey], nextHostKeys: [sshd.fingerprint] });
      const failure = failureOf(await connect(rotating));
      const old = String(failure.details?.expected);
      expect(failure).toMatchObject({
        code: 'host-key-announced',
        details: { presented: sshd.fingerprint, publicKey: sshd.publicKey },
        reason: { fault: { kind: 'key-announced', presented: sshd.fingerprint, expected: [old] } },
      });
      expect(unwrap(await transport.learnHostKey(rotating, [rotating]))).toMatchObject({
        verdict: 'announced',
        fingerprint: sshd.fingerprint,
        expected: [old],
      });
      await transport.close();
      const rotation = { replaced: [old], release: 'lab', by: 'eva', why: 'new', at: '2026-11-21T00:00:00Z' };
      const link = unwrap(await connect(rotating, { accepted: [{ ...place, rotation }] }));
      expect(link.rotation).toEqual(rotation);
      await transport.close();
      // One that was accepted as unknown, or that this release does not announce, is held against its pins as before.
      expect(failureOf(await connect(rotating, { accepted: [place] })).code).toBe('host-key-announced');
      const pinned = hostOf(sshd, { hostKeys: [otherKey] });
      expect(failureOf(await connect(pinned, { accepted: [{ ...place, rotation }] })).code).toBe(
        'host-key-changed',
      );
    });

    it('other than the announced one is refused as changed, and the old one is trusted until it is gone', async () => {
      const third = publicKeyOf(await generateKey(dir, `third-${client}`));
      const announcing = hostOf(sshd, { hostKeys: [otherKey], nextHostKeys: [third] });
      expect(failureOf(await connect(announcing)).code).toBe('host-key-changed');
      await transport.close();
      unwrap(await connect(hostOf(sshd, { nextHostKeys: [third] })));
      await transport.close();
      const revoked = await knownHosts(`@revoked * ${sshd.publicKey}\n`);
      const next = hostOf(sshd, { hostKeys: [otherKey], nextHostKeys: [sshd.publicKey] });
      expect(failureOf(await connect(next, revoked)).code).toBe('host-key-revoked');
    });

    it('that is pinned by the fingerprint of another type than is shown first is learned as trusted', async () => {
      const rsa = await generateKey(dir, `learned-${client}`, ['-t', 'rsa', '-b', '2048']);
      const both = await startSshd({ config: [`HostKey ${rsa}`] });
      const [, fingerprint = ''] = execFileSync('ssh-keygen', ['-lf', `${rsa}.pub`], {
        encoding: 'utf8',
      }).split(' ');
      transport = await openTransport();
      const host = hostOf(both, { hostKeys: [fingerprint] });
      expect(unwrap(await transport.learnHostKey(host, [host]))).toMatchObject({
        verdict: 'trusted',
        fingerprint,
      });
      const announcing = hostOf(both, { hostKeys: [otherKey], nextHostKeys: [fingerprint] });
      expect(failureOf(await transport.connect(announcing, [announcing])).code).toBe('host-key-announced');
      await both.stop();
    });

    it('of a type the host does not offer first is asked for when known', async () => {
      const rsa = await generateKey(dir, 'rsa_host', ['-t', 'rsa', '-b', '2048']);
      const both = await startSshd({ config: [`HostKey ${rsa}`] });
      unwrap(await connect(hostOf(both, { hostKeys: [publicKeyOf(rsa)] })));
      await transport.close();
      const fingerprint =
        execFileSync('ssh-keygen', ['-lf', `${rsa}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';
      unwrap(await connect(hostOf(both, { hostKeys: [fingerprint] })));
      await both.stop();
    });
  });

  describe('after the key is trusted', () => {
    it('another key in the middle of the connection ends it', async () => {
      let swap = (): Promise<void> => Promise.resolve();
      const switching = await startScriptedServer({
        onReady: (connection) => {
          swap = () => rekeyWithAnotherKey(connection);
        },
      });
      const link = unwrap(await connect(hostOf(switching)));
      await swap();
      expect(await link.lost).toEqual({ kind: 'other-key' });
      await switching.stop();
    });
  });

  describe('before the key is trusted', () => {
    it('nothing of us is sent', async () => {
      const cases: [Host, string][] = [
        [hostOf(server, { hostKeys: [] }), 'host-key-unknown'],
        [hostOf(server, { hostKeys: [otherKey] }), 'host-key-changed'],
      ];
      for (const [host, code] of cases) {
        expect(
          failureOf(await connect(host, { credentials: { any: { kind: 'password', password: 'secret' } } }))
            .code,
        ).toBe(code);
        await transport.close();
      }
      expect(server.connections()).toBeGreaterThan(0);
      expect(server.tried).toEqual([]);
    });

    it('the key can be learned without logging in', async () => {
      transport = await openTransport();
      const host = hostOf(server, { hostKeys: [] });
      const learned = unwrap(await transport.learnHostKey(host, [host]));
      expect(learned).toMatchObject({
        fingerprint: server.fingerprint,
        keyType: 'ssh-ed25519',
        verdict: 'unknown',
        expected: [],
      });
      expect(server.tried).toEqual([]);
      unwrap(
        await connect(host, {
          accepted: [{ address: host.address, port: host.port, publicKey: learned.publicKey }],
        }),
      );
    });
  });
});
