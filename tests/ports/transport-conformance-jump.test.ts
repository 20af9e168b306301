import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import type { Host } from '#core/release/model.ts';
import { CLIENTS } from '#support/clients.ts';
import { failureOf, openTransport, runOn, startOn, unwrap } from '#support/ssh-fixture.ts';
import { hostOf as hostOfServer, type Sshd, startManyHosts, startSshd } from '#support/sshd.ts';

describe.each(CLIENTS)('by the client %s', (client) => {
  const hostOf = (server: Parameters<typeof hostOfServer>[0], changes: Partial<Host> = {}): Host =>
    hostOfServer(server, { transport: client, ...changes });

  let gate: Sshd;
  let inner: Sshd;
  let deep: Sshd;
  let transport: SshTransport;

  beforeAll(async () => {
    [gate, inner, deep] = await Promise.all([
      startSshd({ name: 'gate' }),
      startSshd({ name: 'inner' }),
      startSshd({ name: 'deep' }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([gate, inner, deep].map((server) => server.stop()));
  });
  afterEach(() => transport.close());

  const name = (text: string): Host['name'] => text as Host['name'];
  const chain = (): [Host, Host, Host] => [
    hostOf(gate),
    hostOf(inner, { via: name('gate') }),
    hostOf(deep, { via: name('inner') }),
  ];

  describe('a host behind jump hosts', () => {
    it('is reached through any number of them', async () => {
      transport = await openTransport();
      const hosts = chain();
      const link = unwrap(await transport.connect(hosts[2], hosts));
      const { stdout } = await runOn(link, 'echo $HOLDPOINT_HOST; echo $SSH_CONNECTION | cut -d" " -f1');
      expect(stdout.toString()).toBe('deep\n127.0.0.1\n');
      expect(inner.sessions().length).toBeGreaterThan(0);
    });

    it('shares the connection to the jump host', async () => {
      transport = await openTransport();
      const hosts = chain();
      await Promise.all([
        transport.connect(hosts[1], hosts),
        transport.connect(hosts[0], hosts),
        transport.connect(hosts[2], hosts),
      ]);
      const accepted = gate.log().match(/Accepted publickey/g) ?? [];
      await transport.close();
      transport = await openTransport();
      unwrap(await transport.connect(hosts[2], hosts));
      expect((gate.log().match(/Accepted publickey/g) ?? []).length).toBe(accepted.length + 1);
    });

    it('is not tried when the jump host shows a wrong key, which is named', async () => {
      transport = await openTransport();
      const [first, ...rest] = chain();
      const hosts = [{ ...first, hostKeys: [deep.fingerprint] }, ...rest];
      const failure = failureOf(await transport.connect(hosts[1]!, hosts));
      expect(failure).toMatchObject({ code: 'host-key-changed', host: 'gate' });
    });

    it('is verified under its own name', async () => {
      transport = await openTransport();
      const [first, second] = chain();
      const hosts = [first, { ...second, hostKeys: [gate.fingerprint] }];
      expect(failureOf(await transport.connect(hosts[1]!, hosts))).toMatchObject({
        code: 'host-key-changed',
        host: 'inner',
      });
    });

    it('can be asked for its key', async () => {
      transport = await openTransport();
      const hosts = chain();
      expect(unwrap(await transport.learnHostKey(hosts[1], hosts)).fingerprint).toBe(inner.fingerprint);
    });

    it('is lost with the jump host, in the middle of a command', async () => {
      transport = await openTransport();
      const hosts = chain();
      const link = unwrap(await transport.connect(hosts[1], hosts));
      const running = await startOn(link, 'echo started; exec sleep 5');
      gate.killSessions();
      expect(await running.ended).toMatchObject({ kind: 'lost' });
      unwrap(await transport.connect(hosts[1], hosts));
    });

    it('is refused where nothing listens', async () => {
      transport = await openTransport();
      const hosts = [hostOf(gate), hostOf(inner, { via: name('gate'), port: 1 })];
      expect(failureOf(await transport.connect(hosts[1]!, hosts))).toMatchObject({
        code: 'refused',
        host: 'inner',
      });
    });

    it('cannot be reached when the jump host does not forward', async () => {
      const shut = await startSshd({ name: 'gate', config: ['AllowTcpForwarding no'] });
      transport = await openTransport();
      const hosts = [hostOf(shut), hostOf(inner, { via: name('gate') })];
      const failure = failureOf(await transport.connect(hosts[1]!, hosts));
      expect(failure.code).toBe('jump-failed');
      expect(failure.message).toContain('AllowTcpForwarding');
      await shut.stop();
    });

    it('cannot be reached when the jump host is down, missing or itself', async () => {
      transport = await openTransport();
      const down = [hostOf(gate, { port: 1 }), hostOf(inner, { via: name('gate') })];
      expect(failureOf(await transport.connect(down[1]!, down))).toMatchObject({
        code: 'jump-failed',
        host: 'inner',
        details: { jump: 'gate', cause: 'refused' },
      });
      const alone = [hostOf(inner, { via: name('gate') })];
      expect(failureOf(await transport.connect(alone[0]!, alone)).code).toBe('jump-failed');
      const circle = [hostOf(gate, { via: name('inner') }), hostOf(inner, { via: name('gate') })];
      expect(failureOf(await transport.connect(circle[0]!, circle)).code).toBe('jump-failed');
    });
  });

  describe('many hosts behind one jump host', () => {
    it('all get in although it drops connections above a few', async () => {
      const many = await startManyHosts(40);
      const strict = await startSshd({ name: 'gate', config: ['MaxStartups 3:100:5', 'MaxSessions 2'] });
      transport = await openTransport();
      const all = [
        hostOf(strict),
        ...many.hosts.map((host) => ({ ...host, via: name('gate'), transport: client })),
      ];
      const links = await Promise.all(all.slice(1).map((host) => transport.connect(host, all)));
      expect(links.filter((link) => link.ok)).toHaveLength(40);
      const { stdout } = await runOn(unwrap(links[39]!), 'echo "$HOME"');
      expect(stdout.toString().trim()).toBe(many.dirOf(many.hosts[39]!));
      await transport.close();
      await Promise.all([many.stop(), strict.stop()]);
    });
  });
});
