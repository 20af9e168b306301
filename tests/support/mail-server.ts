/** A mail server that keeps what it took, with a certificate of its own authority. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

export interface TestMailServer {
  readonly port: number;
  /** The certificate, in PEM, and where it lies. */
  readonly certificate: string;
  readonly certificateFile: string;
  readonly mails: readonly {
    readonly to: readonly string[];
    readonly text: string;
    readonly isEncrypted: boolean;
  }[];
  stop(): Promise<void>;
}

interface Wanted {
  readonly login?: { readonly user: string; readonly password: string };
  /** It speaks TLS from the first byte. */
  readonly secure?: boolean;
  /** It offers no STARTTLS. */
  readonly plain?: boolean;
  /** Addresses that it does not take. */
  readonly refuses?: readonly string[];
  /** It hangs up once it has the text. */
  readonly breaksOff?: boolean;
  /** It says again the password that it does not take. */
  readonly repeats?: boolean;
}

export async function startMailServer({
  login,
  secure = false,
  plain = false,
  refuses = [],
  breaksOff = false,
  repeats = false,
}: Wanted = {}): Promise<TestMailServer> {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-mail-'));
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ];
  execFileSync('openssl', [...words, '-keyout', keyFile, '-out', certificateFile], { stdio: 'ignore' });
  const certificate = readFileSync(certificateFile, 'utf8');
  const mails: TestMailServer['mails'][number][] = [];
  const server = new SMTPServer({
    key: readFileSync(keyFile),
    cert: certificate,
    secure,
    disabledCommands: [...(plain ? ['STARTTLS'] : []), ...(login === undefined ? ['AUTH'] : [])],
    authOptional: login === undefined,
    onAuth: ({ username, password }, _session, done) =>
      username === login?.user && password === login?.password
        ? done(null, { user: username })
        : done(new Error(repeats ? `no login with ${password}` : '535 no such login')),
    onRcptTo: ({ address }, _session, done) =>
      refuses.includes(address)
        ? done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }))
        : done(),
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, text: Buffer.concat(parts).toString('utf8'), isEncrypted: session.secure });
        if (breaksOff) for (const each of server.connections) each.close();
        else done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    certificate,
    certificateFile,
    mails,
    async stop() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
