/** The mail server by which messages are sent: shown, set, tried and taken away. */
import type { Library } from '#adapters/sqlite/library.ts';
import {
  formatMailServer,
  MAIL_PORTS,
  type MailSettings,
  mailSettings,
} from '#core/communication/mail-settings.ts';
import { describeMailFault } from '#core/words/run/describe-message.ts';
import { toSentence } from '#core/words/text/sentence.ts';
import { mailBy, readMailSettings, TRIAL_MAIL, writeMailSettings } from '#operations/mail.ts';
import { askLoginAtTerminal } from '../ask-login.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { withNewLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';

export interface MailOptions {
  readonly data?: string;
  readonly server?: string;
  readonly encryption?: MailSettings['encryption'];
  readonly from?: string;
  readonly user?: string;
  readonly credential?: string;
  readonly certificates?: string;
  readonly off?: boolean;
  readonly test?: string;
  readonly json?: boolean;
}

export function mailCommand(options: MailOptions): Promise<number> {
  const { data, server, off, test, json } = options;
  const parts = [options.encryption, options.from, options.user, options.credential, options.certificates];
  if (off && (server !== undefined || test !== undefined))
    throw new CliFailure('usage', '--off takes the mail server away; give it alone');
  if (server === undefined && parts.some((part) => part !== undefined))
    throw new CliFailure(
      'usage',
      'Name the server with the rest: holdpoint mail --server HOST --from ADDRESS',
    );
  return withNewLibrary(data, async (library) => {
    if (off) writeMailSettings(library, null);
    if (server !== undefined) writeMailSettings(library, settingsFrom(server, options));
    const settings = readMailSettings(library);
    if (json) printJson(settings);
    else process.stdout.write(describeSettings(settings));
    if (test !== undefined) await tryOut(library, settings, test);
    return EXIT.ok;
  });
}

function settingsFrom(server: string, options: MailOptions): MailSettings {
  const { encryption = 'starttls', from, user = null, credential = null, certificates = null } = options;
  const [, bracketed, plain = '', port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(server) ?? [];
  if (from === undefined)
    throw new CliFailure('usage', '--from says who messages are from: --from releases@example.org');
  const read = mailSettings.safeParse({
    host: bracketed ?? plain,
    port: port === undefined ? MAIL_PORTS[encryption] : Number(port),
    encryption,
    from,
    user,
    credential,
    certificates,
  });
  if (read.success) return read.data;
  const [first] = read.error.issues;
  const option =
    first?.path[0] === 'host' || first?.path[0] === 'port' ? 'server' : String(first?.path[0] ?? 'server');
  throw new CliFailure(
    'usage',
    `--${option} is not usable: --server takes HOST or HOST:PORT, --from an address such as releases@example.org`,
  );
}

function describeSettings(settings: MailSettings | null): string {
  if (settings === null)
    return 'No mail server. Messages are told by people: holdpoint message RUN ID shows what to say, and --eml saves it for a mail program\n';
  const { encryption, from, user, credential, certificates } = settings;
  const rows: readonly (readonly [string, string | null])[] = [
    ['server', formatMailServer(settings)],
    ['encryption', encryption],
    ['from', from],
    ['user', user],
    ['credential', user === null ? null : (credential ?? user)],
    ['certificates', certificates],
  ];
  return rows.map(([name, value]) => (value === null ? '' : `${name.padEnd(13)}${safe(value)}\n`)).join('');
}

async function tryOut(library: Library, settings: MailSettings | null, to: string): Promise<void> {
  if (settings === null)
    throw new CliFailure('usage', 'There is no mail server to try; name one with --server');
  const mail = { ...TRIAL_MAIL, to: [to] };
  const sent = await mailBy(library, settings, { access: { ask: askLoginAtTerminal() }, mail });
  if (!sent.ok) throw new CliFailure('not-sent', toSentence(describeMailFault(sent.error)), EXIT.failed);
  process.stdout.write(`The server took a mail to ${safe(to)}\n`);
}
