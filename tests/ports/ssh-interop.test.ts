/** Ways to log in against servers, as docs/ssh.md shows them: the table there is made of what is seen here (`-u` writes it anew). */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Credential } from '#adapters/ssh/credential.ts';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import type { Host } from '#core/release/model.ts';
import { CLIENTS } from '#support/clients.ts';
import { type Dropbear, startDropbear, whyNoDropbear } from '#support/dropbear.ts';
import { testNeeding, whyNoUsers } from '#support/environment.ts';
import {
  passwordOnly,
  promptOnly,
  rekeyWithAnotherKey,
  sha1Only,
  startScriptedServer,
} from '#support/scripted-ssh-server.ts';
import { openTransport } from '#support/ssh-fixture.ts';
import {
  freePort,
  generateKey,
  hostOf,
  publicKeyOf,
  type Sshd,
  startSshd,
  underPassphrase,
} from '#support/sshd.ts';
import { makeUser, type TestUser } from '#support/users.ts';

const DOCS = fileURLToPath(new URL('../../docs/ssh.md', import.meta.url));
const PASSWORD = 'pw-93-of-interop';
const LOGS_IN = 'logs in';
const whyNot = whyNoUsers() ?? whyNoDropbear();

let dir: string;
let user: TestUser;
let openssh: Sshd;
let withFactors: Sshd;
let dropbear: Dropbear;
const keys: Record<string, string> = {};
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  if (whyNot !== null) return;
  dir = mkdtempSync(join(tmpdir(), 'holdpoint-interop-'));
  user = makeUser(PASSWORD);
  for (const [name, words] of Object.entries(KEYS)) keys[name] = await generateKey(dir, name, words);
  keys['pkcs8'] = join(dir, 'pkcs8');
  execFileSync('cp', [keys['pem'] ?? '', keys['pkcs8']]);
  execFileSync('ssh-keygen', ['-q', '-p', '-N', '', '-m', 'PKCS8', '-f', keys['pkcs8']]);
  keys['ppk'] = join(dir, 'ppk');
  writeFileSync(keys['ppk'], 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n');
  const certified = keys['certified'] ?? '';
  execFileSync('ssh-keygen', ['-q', '-s', keys['ca'] ?? '', '-I', 'it', '-n', user.name, `${certified}.pub`]);
  const known = ['ed25519', 'ecdsa', 'rsa', 'pem', 'encrypted'].map((name) => publicKeyOf(keys[name] ?? ''));
  keepKeysOf(user, known);
  const both = ['UsePAM yes', 'PasswordAuthentication yes', 'KbdInteractiveAuthentication yes'];
  const ca = `TrustedUserCAKeys ${keys['ca']}.pub`;
  openssh = await startSshd({
    name: 'openssh',
    forUsers: true,
    config: [...both, ca],
    authorizedKeys: known,
  });
  const factors = [...both, 'AuthenticationMethods publickey,keyboard-interactive'];
  withFactors = await startSshd({ name: 'factors', forUsers: true, config: factors, authorizedKeys: known });
  dropbear = await startDropbear({ name: 'dropbear' });
  stops.push(openssh.stop, withFactors.stop, dropbear.stop);
});
afterAll(async () => {
  if (whyNot !== null) return;
  await Promise.all(stops.map((stop) => stop()));
  user.remove();
  rmSync(dir, { recursive: true });
});

const KEYS: Readonly<Record<string, readonly string[]>> = {
  ed25519: ['-t', 'ed25519'],
  ecdsa: ['-t', 'ecdsa', '-b', '384'],
  rsa: ['-t', 'rsa', '-b', '2048'],
  pem: ['-t', 'rsa', '-b', '2048', '-m', 'PEM'],
  encrypted: underPassphrase(PASSWORD),
  stranger: ['-t', 'ed25519'],
  certified: ['-t', 'ed25519'],
  ca: ['-t', 'ed25519'],
};

/** Where dropbear looks for them. */
function keepKeysOf({ home }: TestUser, known: readonly string[]): void {
  const { uid, gid } = statSync(home);
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh/authorized_keys'), `${known.join('\n')}\n`);
  for (const path of [join(home, '.ssh'), join(home, '.ssh/authorized_keys')]) chownSync(path, uid, gid);
  chmodSync(join(home, '.ssh/authorized_keys'), 0o600);
  chmodSync(home, 0o700);
}

/** What comes of a login; the person gives the one answer to every question. */
async function tryLogin(host: Host, credential: Credential, answer: string | null = null): Promise<string> {
  const ask = () => Promise.resolve(answer === null ? null : [answer]);
  const transport = await openTransport({ credentials: { it: credential }, ask });
  const known = { ...host, credential: 'it' };
  const opened = await transport.connect(known, [known]);
  await transport.close();
  return opened.ok ? LOGS_IN : `refused: ${opened.error.reason.fault.kind}`;
}

interface Row {
  readonly by: string;
  readonly login: (host: Host) => Promise<string>;
  /** At OpenSSH, then at dropbear. */
  readonly expected: readonly [string, string];
  /** By OpenSSH's client, where that comes to something else. */
  readonly byOpenSsh?: readonly [string, string];
}

const byKey =
  (name: string, answer: string | null = null) =>
  (host: Host) =>
    tryLogin(host, { kind: 'key', path: keys[name] ?? '' }, answer);

const ROWS: readonly Row[] = [
  { by: 'ed25519 key', login: byKey('ed25519'), expected: [LOGS_IN, LOGS_IN] },
  { by: 'ECDSA key (nistp384)', login: byKey('ecdsa'), expected: [LOGS_IN, LOGS_IN] },
  { by: 'RSA key, signed by SHA-2', login: byKey('rsa'), expected: [LOGS_IN, LOGS_IN] },
  { by: 'RSA key in PEM', login: byKey('pem'), expected: [LOGS_IN, LOGS_IN] },
  { by: 'RSA key in PKCS#8', login: byKey('pkcs8'), expected: [LOGS_IN, LOGS_IN] },
  {
    by: 'encrypted key, its passphrase asked for',
    login: byKey('encrypted', PASSWORD),
    expected: [LOGS_IN, LOGS_IN],
  },
  {
    by: 'encrypted key, nobody to be asked',
    login: byKey('encrypted'),
    expected: ['refused: passphrase-missing', 'refused: passphrase-missing'],
  },
  { by: 'PuTTY key (PPK)', login: byKey('ppk'), expected: ['refused: putty-key', 'refused: putty-key'] },
  {
    by: 'key that the host does not know',
    login: byKey('stranger'),
    expected: ['refused: key-refused', 'refused: key-refused'],
  },
  {
    by: 'user certificate',
    login: byKey('certified'),
    expected: ['refused: key-refused', 'refused: key-refused'],
    byOpenSsh: [LOGS_IN, 'refused: key-refused'],
  },
  { by: 'agent, one key named', login: byAgent, expected: [LOGS_IN, LOGS_IN] },
  {
    by: 'password',
    login: (host) => tryLogin(host, { kind: 'password', password: PASSWORD }),
    expected: [LOGS_IN, LOGS_IN],
  },
  {
    by: 'wrong password',
    login: (host) => tryLogin(host, { kind: 'password', password: 'wrong' }),
    expected: ['refused: password-refused', 'refused: password-refused'],
  },
];

async function byAgent(host: Host): Promise<string> {
  const socket = join(dir, `agent-${host.name}`);
  const text = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' });
  const before = process.env['SSH_AUTH_SOCK'];
  try {
    process.env['SSH_AUTH_SOCK'] = socket;
    execFileSync('ssh-add', ['-q', keys['stranger'] ?? '', keys['ed25519'] ?? ''], { stdio: 'ignore' });
    const print = execFileSync('ssh-keygen', ['-lf', `${keys['ed25519']}.pub`], { encoding: 'utf8' });
    return await tryLogin(host, { kind: 'agent', fingerprint: print.split(' ')[1] });
  } finally {
    process.kill(Number(/SSH_AGENT_PID=(\d+)/.exec(text)?.[1]));
    process.env['SSH_AUTH_SOCK'] = before;
    if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
  }
}

type Client = (typeof CLIENTS)[number];

interface Hostile {
  readonly does: string;
  readonly expected: string;
  /** By OpenSSH's client, where that comes to something else. */
  readonly byOpenSsh?: string;
  see(client: Client): Promise<string>;
}

/** A port behind which something else listens. */
async function behindPort(client: Client, onConnection: (socket: Socket) => void): Promise<string> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const transport = await openTransport({ limits: { greetingMs: 300, retries: 1, retryMs: 1 } });
  const host = hostOf(openssh, { port, transport: client });
  const seen = await seenOn(transport, host);
  server.close();
  return seen;
}

async function seenOn(transport: SshTransport, host: Host): Promise<string> {
  const opened = await transport.connect(host, [host]);
  await transport.close();
  return opened.ok ? LOGS_IN : `refused: ${opened.error.reason.fault.kind}`;
}

type Script = Parameters<typeof startScriptedServer>[0];

async function scripted(client: Client, script: Script, credential: Credential): Promise<string> {
  const server = await startScriptedServer(script);
  const seen = await tryLogin(hostOf(server, { transport: client }), credential);
  await server.stop();
  return seen;
}

const HOSTILE: readonly Hostile[] = [
  {
    does: 'greets nobody',
    expected: 'refused: no-greeting',
    see: (client) => behindPort(client, () => undefined),
  },
  {
    does: 'hangs up at once',
    expected: 'refused: hung-up',
    see: (client) => behindPort(client, (socket) => socket.destroy()),
  },
  {
    does: 'speaks HTTP and hangs up',
    expected: 'refused: hung-up',
    see: (client) => behindPort(client, (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  },
  {
    does: 'greets and goes no further',
    expected: 'refused: no-key-exchange',
    see: (client) => behindPort(client, (socket) => void socket.write('SSH-2.0-odd\r\n')),
  },
  {
    does: 'takes passwords only by its own prompt',
    expected: LOGS_IN,
    see: (client) =>
      scripted(client, { onAuthentication: promptOnly('right') }, { kind: 'password', password: 'right' }),
  },
  {
    does: 'takes passwords by the method for them',
    expected: LOGS_IN,
    see: (client) =>
      scripted(client, { onAuthentication: passwordOnly('right') }, { kind: 'password', password: 'right' }),
  },
  {
    does: 'wants a password at a prompt that shows it',
    expected: 'refused: asks-otherwise',
    byOpenSsh: 'refused: password-refused',
    see: (client) =>
      scripted(
        client,
        {
          onAuthentication: (context) => {
            if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
            context.prompt([{ prompt: 'Password: ', echo: true }], () =>
              context.reject(['keyboard-interactive']),
            );
          },
        },
        { kind: 'password', password: 'right' },
      ),
  },
  {
    does: 'takes RSA keys by SHA-1 signatures only',
    expected: 'refused: sha1-only',
    byOpenSsh: 'refused: key-refused',
    see: (client) =>
      scripted(
        client,
        { hidesSignatures: true, onAuthentication: sha1Only([]) },
        { kind: 'key', path: keys['rsa'] ?? '' },
      ),
  },
  {
    does: 'shows another key in the middle of the connection',
    expected: 'lost: other-key',
    see: async (client) => {
      let swap = (): Promise<void> => Promise.resolve();
      const server = await startScriptedServer({
        onReady: (connection) => {
          swap = () => rekeyWithAnotherKey(connection);
        },
      });
      const transport = await openTransport();
      const host = hostOf(server, { transport: client });
      const opened = await transport.connect(host, [host]);
      await swap();
      const seen = opened.ok ? `lost: ${(await opened.value.lost).kind}` : 'refused';
      await transport.close();
      await server.stop();
      return seen;
    },
  },
  {
    does: 'asks for a key and then by PAM (OpenSSH)',
    expected: LOGS_IN,
    see: (client) =>
      tryLogin(
        hostOf(withFactors, { user: user.name, transport: client }),
        { kind: 'key', path: keys['ed25519'] ?? '' },
        PASSWORD,
      ),
  },
  {
    does: 'the same, and nobody is there',
    expected: 'refused: asks-otherwise',
    see: (client) =>
      tryLogin(hostOf(withFactors, { user: user.name, transport: client }), {
        kind: 'key',
        path: keys['ed25519'] ?? '',
      }),
  },
];

const tested = testNeeding(whyNot);

tested(
  'what is seen is what is expected, and what docs/ssh.md says',
  async () => {
    const servers = [openssh, dropbear];
    const logins: string[][] = [];
    for (const { by, login, expected, byOpenSsh = expected } of ROWS) {
      const seen = [];
      for (const transport of CLIENTS)
        for (const server of servers)
          seen.push(await login(hostOf(server as Sshd, { user: user.name, transport })));
      expect([by, seen]).toEqual([by, [...expected, ...byOpenSsh]]);
      logins.push([by, ...seen]);
    }
    const hostile: string[][] = [];
    for (const { does, expected, byOpenSsh = expected, see } of HOSTILE) {
      const seen = [];
      for (const client of CLIENTS) seen.push(await see(client));
      expect([does, seen]).toEqual([does, [expected, byOpenSsh]]);
      hostile.push([does, ...seen]);
    }
    const across = CLIENTS.flatMap((client) =>
      ['OpenSSH', 'dropbear'].map((server) => `${client} → ${server}`),
    );
    const tables = {
      logins: tableOf(['authentication', ...across], logins),
      hostile: tableOf(['a server that', ...CLIENTS], hostile),
    };
    await expect(withTables(readFileSync(DOCS, 'utf8'), tables)).toMatchFileSnapshot(DOCS);
  },
  120_000,
);

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [head, head.map(() => '---'), ...rows].map(line).join('');
}

function withTables(text: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce(
    (whole, [name, table]) =>
      whole.replace(
        new RegExp(`(<!-- seen: ${name} -->\\n)[\\s\\S]*?(?=<!-- end -->)`),
        (_all, begin: string) => `${begin}\n${table}\n`,
      ),
    text,
  );
}
