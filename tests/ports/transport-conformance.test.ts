import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SshLink } from '#adapters/ssh/ssh-link.ts';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import type { Host } from '#core/release/model.ts';
import { until } from '#support/cli-fixture.ts';
import { CLIENTS, shortestSilence } from '#support/clients.ts';
import {
  failureOf,
  openTransport,
  runOn,
  startOn,
  type TransportSetup,
  unwrap,
} from '#support/ssh-fixture.ts';
import { hostOf as hostOfServer, type Sshd, startSshd } from '#support/sshd.ts';

describe.each(CLIENTS)('by the client %s', (client) => {
  const hostOf = (server: Parameters<typeof hostOfServer>[0], changes: Partial<Host> = {}): Host =>
    hostOfServer(server, { transport: client, ...changes });
  const keepaliveMs = shortestSilence(client);

  let sshd: Sshd;
  let transport: SshTransport;

  beforeAll(async () => {
    sshd = await startSshd({ name: 'web1' });
  });
  afterAll(() => sshd.stop());
  afterEach(() => transport.close());

  async function linkTo(server: Sshd = sshd, setup: TransportSetup = {}): Promise<SshLink> {
    transport = await openTransport(setup);
    const host = hostOf(server);
    return unwrap(await transport.connect(host, [host]));
  }

  describe('a command on a host', () => {
    it('ends with its exit code and its output', async () => {
      const { end, stdout, stderr } = await runOn(await linkTo(), 'echo out; echo err >&2; exit 3');
      expect(end).toEqual({ kind: 'exit', code: 3 });
      expect([stdout.toString(), stderr.toString()]).toEqual(['out\n', 'err\n']);
    });

    it('ends with each exit code there is, 255 too', async () => {
      const link = await linkTo();
      const codes = Array.from({ length: 256 }, (_, code) => code);
      const ends = await Promise.all(codes.map((code) => runOn(link, `exit ${code}`)));
      expect(ends.map(({ end }) => end)).toEqual(codes.map((code) => ({ kind: 'exit', code })));
    });

    it.each(['TERM', 'KILL', 'SEGV'])('ends with signal SIG%s', async (signal) => {
      const { end } = await runOn(await linkTo(), `kill -${signal} $$`);
      expect(end).toEqual({ kind: 'signal', signal: `SIG${signal}` });
    });

    it('gets its input to the last byte', async () => {
      const input = Buffer.alloc(5_000_000, 'x');
      const { stdout } = await runOn(await linkTo(), 'wc -c', input);
      expect(Number(stdout.toString())).toBe(5_000_000);
    });

    it('keeps every byte of output, valid text or not', async () => {
      const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28, 0x0d, 0x0a, 0xe2, 0x82]);
      const { stdout } = await runOn(await linkTo(), 'cat', bytes);
      expect(stdout).toEqual(bytes);
    });

    it('is told when stdin is at its end, and may outlive it', async () => {
      const { end, stdout } = await runOn(await linkTo(), 'cat; echo after', 'line\n');
      expect(stdout.toString()).toBe('line\nafter\n');
      expect(end).toEqual({ kind: 'exit', code: 0 });
    });

    it('ignores input that comes after its end', async () => {
      const link = await linkTo();
      const channel = unwrap(await link.exec('exit 0', () => undefined));
      await channel.ended;
      await channel.write('too late');
      channel.endInput();
      expect(await channel.ended).toEqual({ kind: 'exit', code: 0 });
    });

    it('takes the exit code although a background child holds the output open', async () => {
      const link = await linkTo(sshd, { limits: { drainMs: 50 } });
      const channel = unwrap(await link.exec('sleep 20 & echo $!; exit 4', () => undefined));
      expect(await channel.ended).toEqual({ kind: 'exit', code: 4, leftBehind: true });
    });

    it('takes the exit code although a daemon prints without end, and leaves the daemon alone', async () => {
      const link = await linkTo(sshd, { limits: { drainMs: 300 } });
      let heard = '';
      const text = '(trap "" PIPE HUP; while :; do echo tick; sleep 0.05; done) & echo "pid $!"; exit 4';
      const channel = unwrap(
        await link.exec(text, (_stream, bytes) => {
          heard += Buffer.from(bytes).toString();
        }),
      );
      expect(await channel.ended).toEqual({ kind: 'exit', code: 4, leftBehind: true });
      const pid = Number(/pid (\d+)/.exec(heard)?.[1]);
      process.kill(pid, 'SIGKILL');
    });

    it('is lost, not failed, when its session is killed', async () => {
      const running = await startOn(await linkTo(), 'echo started; exec sleep 30');
      expect(sshd.killSessions()).toBeGreaterThan(0);
      expect(await running.ended).toMatchObject({ kind: 'lost' });
    });

    it('is lost when the channel is closed from this side', async () => {
      const running = await startOn(await linkTo(), 'echo started; exec sleep 3');
      running.close();
      expect(await running.ended).toMatchObject({ kind: 'lost' });
    });

    it('hands on what the sink throws', async () => {
      const channel = unwrap(
        await (await linkTo()).exec('echo one', () => {
          throw new Error('the disk is full');
        }),
      );
      await expect(channel.ended).rejects.toThrow('the disk is full');
    });
  });

  describe('output', () => {
    it('waits for a slow sink with bounded memory, and ends after the last byte', async () => {
      const link = await linkTo();
      const total = 300_000_000;
      let seen = 0;
      let pending = 0;
      let peak = 0;
      const before = process.memoryUsage().arrayBuffers;
      const channel = unwrap(
        await link.exec(`head -c ${total} /dev/zero`, async (_stream, bytes) => {
          expect(++pending).toBe(1);
          await new Promise((resolve) => setImmediate(resolve));
          pending--;
          seen += bytes.length;
          peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
        }),
      );
      expect(await channel.ended).toEqual({ kind: 'exit', code: 0 });
      expect(seen).toBe(total);
      expect(peak).toBeLessThan(150_000_000);
    });

    it('of both streams is read, so that neither blocks the command', async () => {
      const { end, stdout, stderr } = await runOn(
        await linkTo(),
        'head -c 8000000 /dev/zero >&2; head -c 8000000 /dev/zero',
      );
      expect(end).toEqual({ kind: 'exit', code: 0 });
      expect([stdout.length, stderr.length]).toEqual([8_000_000, 8_000_000]);
    });

    it('survives rekeying', async () => {
      const server = await startSshd({ config: ['RekeyLimit 1M'] });
      const { stdout } = await runOn(await linkTo(server), 'head -c 12000000 /dev/zero');
      expect(stdout.length).toBe(12_000_000);
      await server.stop();
    });
  });

  describe('a connection', () => {
    it('is shared by everybody who asks for the host', async () => {
      transport = await openTransport();
      const host = hostOf(sshd);
      const links = await Promise.all(Array.from({ length: 5 }, () => transport.connect(host, [host])));
      expect(new Set(links.map(unwrap)).size).toBe(1);
    });

    it('is opened anew after it was lost', async () => {
      const first = await linkTo();
      sshd.killSessions();
      expect((await first.lost).kind).toMatch(/closed|broke/);
      const host = hostOf(sshd);
      const second = unwrap(await transport.connect(host, [host]));
      expect(second).not.toBe(first);
      expect((await runOn(second, 'exit 0')).end).toEqual({ kind: 'exit', code: 0 });
    });

    it('refuses commands once it is lost', async () => {
      const link = await linkTo();
      sshd.killSessions();
      await link.lost;
      expect(failureOf(await link.exec('true', () => undefined)).code).toBe('lost');
    });

    it('is lost when the host answers nothing any more', async () => {
      const link = await linkTo(sshd, { limits: { keepaliveMs, keepaliveCount: 2 } });
      const running = await startOn(link, 'echo started; exec sleep 30');
      sshd.freezeSessions();
      expect(await link.lost).toEqual({ kind: 'silent', ms: 3 * keepaliveMs, large: false });
      expect(await running.ended).toMatchObject({ kind: 'lost' });
      sshd.thawSessions();
      sshd.killSessions();
    });

    it('is lost at once after sleep when the host gives no sign of life', async () => {
      const link = await linkTo(sshd, { limits: { signOfLifeMs: 200 } });
      const running = await startOn(link, 'echo started; exec sleep 30');
      sshd.freezeSessions();
      link.check('woke');
      expect(await link.lost).toEqual({ kind: 'slept', ms: 200 });
      expect(await running.ended).toMatchObject({ kind: 'lost' });
      sshd.thawSessions();
      sshd.killSessions();
    });

    it('outlives sleep when the host answers, however quiet its command is', async () => {
      const link = await linkTo(sshd, { limits: { signOfLifeMs: 1000 } });
      const running = runOn(link, 'sleep 1.5; echo done');
      link.check('woke');
      expect((await running).stdout.toString()).toBe('done\n');
      expect(link.lostBecause).toBeNull();
    });

    it('that goes silent under much that was sent says that its packets may be too large', async () => {
      const link = await linkTo(sshd, { limits: { keepaliveMs, keepaliveCount: 2 } });
      const running = await startOn(link, 'echo started; exec sleep 30');
      sshd.freezeSessions();
      void running.write('x'.repeat(3000));
      expect(await link.lost).toEqual({ kind: 'silent', ms: 3 * keepaliveMs, large: true });
      sshd.thawSessions();
      sshd.killSessions();
    });

    it('runs commands above the sessions that the host allows on one connection', async () => {
      const server = await startSshd({ config: ['MaxSessions 2'] });
      const link = await linkTo(server);
      const ends = await Promise.all(Array.from({ length: 9 }, (_, index) => runOn(link, `exit ${index}`)));
      expect(ends.map(({ end }) => end)).toEqual(ends.map((_, code) => ({ kind: 'exit', code })));
      await server.stop();
    });

    it('asks for the session that is spare where the host allows no more, and for one in use never', async () => {
      const server = await startSshd({ config: ['MaxSessions 1'] });
      const link = await linkTo(server);
      const logins = () => server.log().split('Accepted publickey').length - 1;
      let isUsed = false;
      const openSpare = async () => {
        let end: () => void = () => undefined;
        const giveUp = (): boolean => {
          if (!isUsed) end();
          return !isUsed;
        };
        const spare = unwrap(await link.exec('cat', () => undefined, { giveUp }));
        end = () => spare.endInput();
        return spare;
      };
      const spare = await openSpare();
      expect((await runOn(link, 'exit 3')).end).toEqual({ kind: 'exit', code: 3 });
      expect(await spare.ended).toEqual({ kind: 'exit', code: 0 });
      expect(logins()).toBe(1);
      const used = await openSpare();
      isUsed = true;
      expect((await runOn(link, 'exit 4')).end).toEqual({ kind: 'exit', code: 4 });
      expect(logins()).toBe(2);
      used.endInput();
      expect(await used.ended).toEqual({ kind: 'exit', code: 0 });
      await server.stop();
    });

    it('is tried again when the host drops it before its greeting', async () => {
      const target = await startSshd();
      let dropped = 0;
      const flaky = createServer((socket) => {
        socket.on('error', () => undefined);
        if (dropped++ < 2) socket.destroy();
        else socket.pipe(connectTo(target)).pipe(socket);
      });
      await new Promise<void>((resolve) => flaky.listen(0, '127.0.0.1', resolve));
      const { port } = flaky.address() as { port: number };
      transport = await openTransport();
      const host = { ...hostOf(target), port };
      unwrap(await transport.connect(host, [host]));
      expect(dropped).toBe(3);
      await transport.close();
      flaky.close();
      await target.stop();
    });
  });

  describe('a TCP probe from a host', () => {
    it('reaches an open port and tells a closed one', async () => {
      const link = await linkTo();
      expect(await link.reachTcp('127.0.0.1', sshd.port, 2000)).toEqual({ ok: true, value: null });
      expect(failureOf(await link.reachTcp('127.0.0.1', 1, 2000))).toMatchObject({ code: 'refused' });
    });

    it('says so where the host does not forward', async () => {
      const server = await startSshd({ config: ['AllowTcpForwarding no'] });
      const link = await linkTo(server);
      expect(failureOf(await link.reachTcp('127.0.0.1', sshd.port, 2000)).code).toBe('forwarding-refused');
      await server.stop();
    });
  });

  describe('closing', () => {
    it('ends the connections and leaves remote processes alone', async () => {
      const dir = await mkdtemp(join(tmpdir(), 'holdpoint-close-'));
      const link = await linkTo();
      const [go, mark] = [join(dir, 'go'), join(dir, 'mark')];
      const running = await startOn(
        link,
        `mkfifo ${go}; echo $$; read -r line < ${go}; echo "$line" > ${mark}`,
      );
      await transport.close();
      expect(await running.ended).toMatchObject({ kind: 'lost' });
      expect(() => process.kill(Number(running.firstLine), 0)).not.toThrow();
      const other = await linkTo();
      await runOn(other, `echo alive > ${go}; until test -s ${mark}; do :; done`);
      expect(await readFile(mark, 'utf8')).toBe('alive\n');
      await rm(dir, { recursive: true });
    });

    it('leaves no process and no folder behind', async () => {
      await linkTo();
      await transport.close();
      expect(processesOf(process.pid)).toEqual([]);
      expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`hp-${process.pid}-`))).toEqual([]);
    });

    it('by being killed leaves no connection either', async () => {
      transport = await openTransport();
      const server = await startSshd();
      const child = fileURLToPath(new URL('./killed-client.child.ts', import.meta.url));
      const program = spawn(process.execPath, [child, JSON.stringify(hostOf(server))], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(program.stdout, 'data');
      expect(server.sessions().length).toBeGreaterThan(0);
      program.kill('SIGKILL');
      await until(() => server.sessions().length === 0);
      await until(() => processesOf(program.pid).length === 0);
      await server.stop();
    });

    it('leaves nothing that keeps the program waiting for a channel it closed before', async () => {
      transport = await openTransport();
      const child = fileURLToPath(new URL('./close-channel.child.ts', import.meta.url));
      const program = spawn(process.execPath, [child, JSON.stringify(hostOf(sshd))], { stdio: 'inherit' });
      expect(await once(program, 'exit')).toEqual([0, null]);
    });

    it('answers those who ask afterwards', async () => {
      transport = await openTransport();
      await transport.close();
      const host = hostOf(sshd);
      expect(failureOf(await transport.connect(host, [host])).code).toBe('lost');
    });
  });

  function connectTo(server: Sshd) {
    return connect({ host: server.address, port: server.port }).on('error', () => undefined);
  }
});

/** Processes of the system's client that a program has started. */
function processesOf(pid: number | undefined): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`/hp-${pid}-`);
    } catch {
      return false;
    }
  });
}
