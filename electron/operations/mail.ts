/** The mail server of the library, and mail through it. */
import { readText } from '#adapters/files/read-text.ts';
import { type Mail, sendMail, type Taken } from '#adapters/mail/send-mail.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { placeOf } from '#adapters/system/account.ts';
import { createClock } from '#adapters/system/clock.ts';
import type { Vault } from '#adapters/vault/vault.ts';
import { formatMailServer, type MailSettings, mailSettings } from '#core/communication/mail-settings.ts';
import type { MailFault } from '#core/communication/message.ts';
import type { AskPerson } from '#core/run/login-question.ts';
import { describeConnectFault } from '#core/words/hosts/describe-connecting.ts';
import type { Result } from '#engine/ports.ts';
import { createSecretReader, type Keychain } from './read-secrets.ts';
import { vaultOf } from './run-setup.ts';
import { createCredentialSource } from './workstation-secrets.ts';

const KEY = 'mail';
const MAX_CERTIFICATES_BYTES = 1024 * 1024;

/** Null: the site has none, and people are told by other ways. */
export function readMailSettings(library: Library): MailSettings | null {
  return mailSettings.safeParse(library.readSetting(KEY)).data ?? null;
}

/** Null takes them away. */
export function writeMailSettings(library: Library, settings: MailSettings | null): void {
  library.writeSetting(KEY, settings);
}

/** Sent to try the server out. */
export const TRIAL_MAIL = {
  replyTo: null,
  subject: 'Holdpoint can send mail',
  body: 'This mail was sent to try out the mail server in the settings of Holdpoint. Nothing needs to be done.',
} as const;

/** Who can be asked for a password, and where one may be. */
export interface MailAccess {
  readonly ask: AskPerson | null;
  readonly vault?: Vault;
  readonly keychain?: Keychain;
}

interface Sending {
  readonly access: MailAccess;
  readonly mail: Omit<Mail, 'from'>;
  /** Before the server hears of it. Where it throws, nothing is sent. */
  readonly begin?: () => Promise<void>;
}

/** Gives the mail to the server that the settings name. */
export async function mailBy(
  library: Library,
  settings: MailSettings,
  { access, mail, begin = async () => undefined }: Sending,
): Promise<Result<Taken, MailFault>> {
  const server = formatMailServer(settings);
  const fault = (kind: MailFault['kind'], said: string) =>
    ({ ok: false, error: { kind, server, said } }) as const;
  const login = await loginOf(library, settings, access);
  if (!login.ok) return fault('credential', login.error);
  const certificates = await certificatesOf(settings);
  if (!certificates.ok) return fault('not-trusted', certificates.error);
  const { from } = settings;
  await begin();
  return await sendMail(
    { ...settings, login: login.value, certificates: certificates.value },
    { ...mail, from },
  );
}

type Login = { readonly user: string; readonly password: string } | null;

async function loginOf(
  library: Library,
  { user, credential }: MailSettings,
  { ask, vault, keychain }: MailAccess,
): Promise<Result<Login, string>> {
  if (user === null) return { ok: true, value: null };
  const credentials = library.listCredentials();
  const { read } = createSecretReader({
    clock: createClock(),
    ask,
    vault: vault ?? vaultOf(library),
    vaultPassphrase: null,
    keychain: keychain ?? null,
    hidden: () => new Set(),
  });
  const source = createCredentialSource(
    (name) => credentials.find((each) => each.name === name)?.reference ?? null,
    read,
  );
  const found = await source.get(credential ?? user);
  if (!found.ok) return { ok: false, error: describeConnectFault(found.error, '') };
  return found.value.kind === 'password'
    ? { ok: true, value: { user, password: found.value.password } }
    : { ok: false, error: `the credential ${credential ?? user} is no password` };
}

async function certificatesOf({ certificates }: MailSettings): Promise<Result<string | null, string>> {
  if (certificates === null) return { ok: true, value: null };
  try {
    return { ok: true, value: await readText(placeOf(certificates), MAX_CERTIFICATES_BYTES) };
  } catch {
    return { ok: false, error: `${certificates} cannot be read` };
  }
}
