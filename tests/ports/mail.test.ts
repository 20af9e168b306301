import { afterEach, describe, expect, it } from 'vitest';
import { type MailServer, sendMail, writeMail } from '#adapters/mail/send-mail.ts';
import { startMailServer, type TestMailServer } from '#support/mail-server.ts';

const MAIL = {
  from: 'Release desk <releases@example.org>',
  to: ['shop@example.org', 'desk@example.org'],
  replyTo: 'ada@example.org',
  subject: 'Shop 2.0.0 ist verfügbar',
  body: 'Seit 23:10 Uhr.\n.\nEin Punkt allein endet nichts.',
};

let server: TestMailServer;
afterEach(() => server.stop());

async function begin(wanted: Parameters<typeof startMailServer>[0]): Promise<MailServer> {
  server = await startMailServer(wanted);
  const { port, certificate } = server;
  return { host: '127.0.0.1', port, encryption: 'starttls', login: null, certificates: certificate };
}

const faultOf = async (to: MailServer): Promise<unknown> => {
  const sent = await sendMail(to, MAIL);
  return sent.ok ? 'sent' : sent.error.kind;
};

describe('a mail', () => {
  it('arrives whole, over STARTTLS and with a login, and says who was refused', async () => {
    const login = { user: 'holdpoint', password: 'geheim' };
    const to = await begin({ login, refuses: ['desk@example.org'] });
    const sent = await sendMail({ ...to, login }, MAIL);
    expect(sent).toMatchObject({ ok: true, value: { refused: ['desk@example.org'] } });
    const [mail] = server.mails;
    expect(mail).toMatchObject({ to: ['shop@example.org'], isEncrypted: true });
    expect(mail?.text).toContain('Reply-To: ada@example.org');
    expect(mail?.text).toContain('Ein Punkt allein endet nichts.');
  });

  it('goes over TLS from the first byte, and in clear only where the settings say so', async () => {
    const to = await begin({ secure: true });
    expect(await faultOf({ ...to, encryption: 'tls' })).toBe('sent');
    await server.stop();
    const plain = await begin({ plain: true });
    expect(await faultOf(plain)).toBe('not-encrypted');
    expect(server.mails).toHaveLength(0);
    expect(await faultOf({ ...plain, encryption: 'none' })).toBe('sent');
    expect(server.mails[0]?.isEncrypted).toBe(false);
  });

  it('is not sent to a server whose certificate nobody vouches for, and no password is', async () => {
    const login = { user: 'holdpoint', password: 'geheim' };
    const to = await begin({ login });
    expect(await faultOf({ ...to, login, certificates: null })).toBe('not-trusted');
    expect(server.mails).toHaveLength(0);
  });

  it('that is not taken says why', async () => {
    const login = { user: 'holdpoint', password: 'geheim' };
    const to = await begin({ login });
    expect(await faultOf({ ...to, login: { ...login, password: 'falsch' } })).toBe('login');
    await server.stop();
    const nobody = await begin({ refuses: MAIL.to });
    expect(await faultOf(nobody)).toBe('refused');
    await server.stop();
    expect(await faultOf(nobody)).toBe('not-reached');
    const broken = await begin({ breaksOff: true });
    expect(await faultOf(broken)).toBe('broken-off');
    expect(server.mails).toHaveLength(1);
  });

  it('of a server that repeats the password keeps no password', async () => {
    const login = { user: 'holdpoint', password: 'geheim' };
    const to = await begin({ login, repeats: true });
    const sent = await sendMail({ ...to, login: { ...login, password: 'falsch' } }, MAIL);
    expect(sent).toMatchObject({ ok: false, error: { kind: 'login', said: expect.stringContaining('•••') } });
    expect(JSON.stringify(sent)).not.toMatch(/falsch/);
  });

  it('as a file has the same text and gets no header that a value brought along', async () => {
    await begin({});
    const text = (await writeMail({ ...MAIL, subject: 'One\r\nBcc: evil@example.org' })).toString('utf8');
    expect(text).toContain('To: shop@example.org, desk@example.org\r\n');
    expect(text).toContain('X-Unsent: 1\r\n');
    expect(text).not.toMatch(/^Bcc:/m);
  });
});
