/** The mail server of a site, as a library knows it: where it is and by which credential it is used, never the password. */
import { z } from 'zod';

/** `tls`: from the first byte. `starttls`: from a command on, without which nothing is sent. `none`: never. */
export const MAIL_ENCRYPTION = ['starttls', 'tls', 'none'] as const;

/** `Release desk <releases@example.org>` or the address alone; no line break gets into a header. */
export const MAIL_ADDRESS = /^(?:[^<>@\p{Cc}]*<)?[^\s@<>,;"]+@[^\s@<>,;"]+>?$/u;

export const mailSettings = z.strictObject({
  host: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]+$/)
    .max(255),
  port: z.int().min(1).max(65_535),
  encryption: z.enum(MAIL_ENCRYPTION),
  /** Who it is from. */
  from: z.string().max(300).regex(MAIL_ADDRESS),
  /** Whom the server knows; null: it asks for no login. */
  user: z.string().min(1).max(300).nullable(),
  /** Name of the credential of this workstation whose password goes with the user. */
  credential: z.string().min(1).max(200).nullable(),
  /** A file of certificates of authorities that are trusted for it, besides those of the system; null: none. */
  certificates: z.string().min(1).max(4096).nullable(),
});

export type MailSettings = Readonly<z.output<typeof mailSettings>>;

export const MAIL_PORTS: Readonly<Record<MailSettings['encryption'], number>> = {
  starttls: 587,
  tls: 465,
  none: 25,
};

export function formatMailServer({ host, port }: Pick<MailSettings, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
