import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import ssh2, {
  type AuthContext,
  type Connection,
  type ParsedKey,
  type PublicKeyAuthContext,
  type ServerChannel,
  type Session,
} from 'ssh2';
import { OutputQueue } from './output-queue.ts';
import type { PracticeShell, RunningCommand } from './shell.ts';

export interface PracticeServerOptions {
  /** Private key in OpenSSH form. */
  readonly hostKey: string;
  /** The only key that may log in. */
  readonly clientKey: ParsedKey;
  readonly shell: PracticeShell;
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether a connection to this loopback port may be forwarded: only to other practice hosts. */
  readonly mayForward: (port: number) => boolean;
}

export interface PracticeServer {
  readonly port: number;
  /** Ends all connections and what runs, then stops listening. */
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** An SSH server for one practice host. It listens on loopback only and lets in one key. */
export async function startPracticeServer(options: PracticeServerOptions): Promise<PracticeServer> {
  const connections = new Set<Connection>();
  const ssh = new ssh2.Server({ hostKeys: [options.hostKey], ident: 'practice' }, (connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on('close', () => connections.delete(connection));
    connection.on('authentication', (context) => authenticate(context, options.clientKey));
    connection.on('ready', () => serve(connection, options));
  });
  // Its own listener, to switch off Nagle's delay, which would cost every command some 40 ms.
  const server = createServer({ noDelay: true }, (socket) => ssh.injectSocket(socket));
  await listen(server, options.port);
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      options.shell.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of connections) connection.end();
      await closed;
    },
  };
}

/** Listens on the wanted port, or on a free one when another program has taken it. */
async function listen(server: Server, port: number): Promise<void> {
  const attempt = (wanted: number): Promise<boolean> =>
    new Promise((resolve) => {
      const fail = (): void => resolve(false);
      server.once('error', fail);
      server.listen(wanted, LOOPBACK, () => {
        server.removeListener('error', fail);
        resolve(true);
      });
    });
  if (!(await attempt(port)) && !(await attempt(0)))
    throw new Error('no loopback port is free for a practice host');
}

function authenticate(context: AuthContext, key: ParsedKey): void {
  if (context.method === 'publickey' && isProven(context, key)) context.accept();
  else context.reject(['publickey']);
}

/** Without a signature the client only asks whether the key would do. */
function isProven(
  { key: offered, blob, signature, hashAlgo }: PublicKeyAuthContext,
  key: ParsedKey,
): boolean {
  if (offered.algo !== key.type || !offered.data.equals(key.getPublicSSH())) return false;
  return blob === undefined || signature === undefined || key.verify(blob, signature, hashAlgo) === true;
}

function serve(connection: Connection, options: PracticeServerOptions): void {
  connection.on('session', (accept) => serveSession(accept(), options.shell));
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    const local = destIP === LOOPBACK || destIP === 'localhost';
    if (!local || !options.mayForward(destPort)) return reject();
    const socket = connect({ host: LOOPBACK, port: destPort, noDelay: true });
    socket.once('error', () => reject());
    socket.once('connect', () => {
      const channel = accept();
      channel.on('error', () => socket.destroy());
      socket.on('error', () => channel.close());
      socket.on('close', () => channel.close());
      channel.on('close', () => socket.destroy());
      channel.pipe(socket).pipe(channel);
    });
  });
}

function serveSession(session: Session, shell: PracticeShell): void {
  let running: RunningCommand | null = null;
  session.on('exec', (accept, reject, { command }) => {
    if (running !== null) return reject();
    running = attach(accept(), shell, command);
  });
  session.on('signal', (accept, _reject, { name }) => {
    accept?.();
    running?.signal(name);
  });
}

function attach(channel: ServerChannel, shell: PracticeShell, command: string): RunningCommand {
  const queue = new OutputQueue(channel, () => running.resume());
  const running = shell.start(command, {
    write: (stream, bytes) => queue.push(stream, bytes),
    exited: (end) => {
      if (end.kind === 'exit') channel.exit(end.code);
      else channel.exit(end.signal, false, '');
    },
    closed: () => queue.end(),
  });
  channel.on('error', () => undefined);
  channel.stderr.on('error', () => undefined);
  channel.on('data', (bytes: Buffer) => {
    channel.pause();
    running.input(bytes, () => channel.resume());
  });
  channel.on('end', () => running.endInput());
  channel.on('close', () => running.abandon());
  return running;
}
