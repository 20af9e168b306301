/** Gives a mail to the site's server, or makes the file that any mail program opens. Nothing else reaches out, and no text of a mail names a file or an address to fetch. */
import type { SentMessageInfo } from 'nodemailer';
import { formatMailServer, type MailSettings } from '#core/communication/mail-settings.ts';
import type { MailFault } from '#core/communication/message.ts';
import type { Result } from '#engine/ports.ts';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly replyTo: string | null;
  readonly subject: string;
  readonly body: string;
}

export interface MailServer extends Pick<MailSettings, 'host' | 'port' | 'encryption'> {
  readonly login: { readonly user: string; readonly password: string } | null;
  /** In PEM, trusted besides those of the runtime. */
  readonly certificates: string | null;
}

export interface Taken {
  readonly mailId: string;
  /** Addresses that the server did not take. */
  readonly refused: readonly string[];
}

/** How long the server may take to answer, and may be silent. */
const CONNECT_MS = 10_000;
const SILENT_MS = 30_000;

export async function sendMail(server: MailServer, mail: Mail): Promise<Result<Taken, MailFault>> {
  const { host, port, encryption, login, certificates } = server;
  const [nodemailer, { rootCertificates }] = await Promise.all([library(), import('node:tls')]);
  const transport = nodemailer.createTransport({
    host,
    port,
    secure: encryption === 'tls',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    ...(login && { auth: { user: login.user, pass: login.password } }),
    ...(certificates !== null && { tls: { ca: [...rootCertificates, certificates] } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const sent: SentMessageInfo = await transport.sendMail(fieldsOf(mail));
    return { ok: true, value: { mailId: sent.messageId, refused: addresses(sent.rejected) } };
  } catch (error) {
    return { ok: false, error: withoutLogin(faultOf(error, formatMailServer(server)), login) };
  } finally {
    transport.close();
  }
}

/** The same mail as the text of an `.eml` file. */
export async function writeMail(mail: Mail): Promise<Buffer> {
  const nodemailer = await library();
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await transport.sendMail({ ...fieldsOf(mail), headers: { 'X-Unsent': '1' } });
  return message as Buffer;
}

/** Loaded once a mail is wanted: most commands of the terminal send none. */
async function library() {
  return (await import('nodemailer')).default;
}

function fieldsOf({ from, to, replyTo, subject, body }: Mail) {
  return {
    from,
    to: [...to],
    ...(replyTo !== null && { replyTo }),
    subject,
    text: body,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function addresses(rejected: SentMessageInfo['rejected']): readonly string[] {
  return (rejected ?? []).map((each: string | { readonly address: string }) =>
    typeof each === 'string' ? each : each.address,
  );
}

/** What nodemailer throws says by its code at which point of the conversation it was. */
function faultOf(error: unknown, server: string): MailFault {
  const { code = '', response, message = '' } = error as Partial<MailError>;
  const said = (response ?? message).trim();
  return { kind: kindOf(code, message), server, said: said === '' ? null : said };
}

/** A server that repeats what it was told puts no password into a log. */
function withoutLogin(fault: MailFault, login: MailServer['login']): MailFault {
  if (fault.said === null) return fault;
  const { user = '', password = '' } = login ?? {};
  const forms = password === '' ? [] : [password, base64(`\u0000${user}\u0000${password}`), base64(password)];
  const said = forms.reduce((text, form) => text.replaceAll(form, '•••'), fault.said);
  return { ...fault, said: said.slice(0, MOST_SAID) };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

interface MailError {
  readonly code: string;
  readonly response: string;
  readonly message: string;
}

const MOST_SAID = 500;

/** A connection that ends once it stood may have ended behind the mail: nobody can tell whether the server took it. */
function kindOf(code: string, message: string): MailFault['kind'] {
  if (/certificate|self.signed|altname/i.test(message)) return 'not-trusted';
  if (code === 'ETLS') return 'not-encrypted';
  if (code === 'EAUTH' || code === 'ENOAUTH') return 'login';
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return 'refused';
  const isNever =
    /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|Connection timeout|Greeting never received/;
  return code === 'EDNS' || isNever.test(message) ? 'not-reached' : 'broken-off';
}
