import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '#adapters/ssh/credential.ts';
import type { SshTransport } from '#adapters/ssh/transport.ts';
import type { Host } from '#core/release/model.ts';
import type { AskPerson, LoginQuestion } from '#core/run/login-question.ts';
import { askInTurn } from '#operations/asked-once.ts';
import { testNeeding, whyNoUsers } from '#support/environment.ts';
import { startScriptedServer } from '#support/scripted-ssh-server.ts';
import { failureOf, openTransport, unwrap } from '#support/ssh-fixture.ts';
import {
  generateKey,
  hostOf,
  publicKeyOf,
  type Sshd,
  startSshd,
  underPassphrase,
  userKey,
} from '#support/sshd.ts';
import { makeUser } from '#support/users.ts';

let dir: string;
let transport: SshTransport;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'holdpoint-questions-'));
});
afterAll(() => rm(dir, { recursive: true }));
afterEach(() => transport.close());

/** A person who gives these answers, one question after the other, and nobody after that. */
function person(...answers: readonly (readonly string[] | null)[]) {
  const asked: LoginQuestion[] = [];
  const ask: AskPerson = (question) => {
    asked.push(question);
    return Promise.resolve(answers[asked.length - 1] ?? null);
  };
  return { asked, ask: askInTurn(ask) };
}

async function login(host: Host, credential: Credential, ask?: AskPerson) {
  const setup = { credentials: { it: credential }, ...(ask ? { ask } : {}) };
  transport = await openTransport(setup);
  const known = { ...host, credential: 'it' };
  return transport.connect(known, [known]);
}

/** Asks for the password, then for a code. */
function startTwoFactors(): ReturnType<typeof startScriptedServer> {
  return startScriptedServer({
    onAuthentication: (context) => {
      if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
      context.prompt([{ prompt: 'Password: ', echo: false }], ([password]) => {
        if (password !== 'right') return context.reject(['keyboard-interactive']);
        const code = { prompt: '\u001b[2JVerification\ncode: ', echo: true };
        context.prompt([code], 'Second factor', 'Look at\r\nyour token', ([given]) =>
          given === '123456' ? context.accept() : context.reject(['keyboard-interactive']),
        );
      });
    },
  });
}

describe('a host that wants a code besides the password', () => {
  const password: Credential = { kind: 'password', password: 'right' };

  it('has its prompt shown to a person, made safe, and lets in who answers it', async () => {
    const host = await startTwoFactors();
    const { ask, asked } = person(['123456']);
    unwrap(await login(hostOf(host), password, ask));
    expect(asked).toEqual([
      {
        kind: 'host',
        host: host.name,
        user: 'operator',
        said: 'Second factor: Look at your token',
        prompts: [{ text: '·[2JVerification·code:', isShown: true }],
      },
    ]);
    await transport.close();
    await host.stop();
  });

  it('tells a wrong code from a wrong password, of which nobody is asked for the code', async () => {
    const host = await startTwoFactors();
    const { ask, asked } = person(['000000']);
    const wrongCode = failureOf(await login(hostOf(host), password, ask));
    expect(wrongCode.message).toContain('refused what was answered for operator to "·[2JVerification·code:"');
    await transport.close();
    const other: Credential = { kind: 'password', password: 'wrong' };
    const wrongPassword = failureOf(await login(hostOf(host), other, ask));
    expect(wrongPassword.message).toContain('refused the password of operator');
    expect(asked).toHaveLength(1);
    await transport.close();
    await host.stop();
  });

  it('is refused with its prompt where nobody answers', async () => {
    const host = await startTwoFactors();
    const nobody = failureOf(await login(hostOf(host), password));
    await transport.close();
    const unwilling = failureOf(await login(hostOf(host), password, person(null).ask));
    for (const { code, message } of [nobody, unwilling]) {
      expect(code).toBe('authentication-refused');
      expect(message).toContain(
        'asked "·[2JVerification·code:", which a stored password cannot answer and nobody did',
      );
    }
    await transport.close();
    await host.stop();
  });

  it('withdraws the question when it hangs up', async () => {
    const host = await startTwoFactors();
    let isWithdrawn = false;
    const ask: AskPerson = (_question, withdrawn) =>
      new Promise((resolve) => {
        withdrawn.addEventListener('abort', () => {
          isWithdrawn = true;
          resolve(null);
        });
        host.hangUp();
      });
    expect(failureOf(await login(hostOf(host), password, ask)).code).toBe('lost');
    expect(isWithdrawn).toBe(true);
    await transport.close();
    await host.stop();
  });
});

describe('an encrypted key whose passphrase nobody keeps', () => {
  const encrypted = () =>
    generateKey(dir, `key${Math.trunc(performance.now())}`, underPassphrase('open sesame'));

  it('is asked for once for many hosts, and again where it was wrong', async () => {
    const path = await encrypted();
    const servers = await Promise.all(
      ['web1', 'web2', 'web3'].map((name) => startSshd({ name, authorizedKeys: [publicKeyOf(path)] })),
    );
    const { ask, asked } = person(['nope'], ['open sesame']);
    transport = await openTransport({ credentials: { it: { kind: 'key', path } }, ask });
    const hosts = servers.map((server) => hostOf(server, { credential: 'it' }));
    for (const result of await Promise.all(hosts.map((host) => transport.connect(host, hosts))))
      unwrap(result);
    expect(asked).toEqual([
      { kind: 'passphrase', file: path, isAgain: false },
      { kind: 'passphrase', file: path, isAgain: true },
    ]);
    await transport.close();
    await Promise.all(servers.map((server) => server.stop()));
  });
});

const itByUsers = testNeeding(whyNoUsers());

itByUsers(
  'real sshd that wants a key and then a password, or what PAM asks, gets it from a person',
  async () => {
    const user = makeUser('pw-77-of-a-person');
    const servers: Sshd[] = [];
    try {
      for (const [second, prompt] of [
        ['password', 'Password'],
        ['keyboard-interactive', 'Password:'],
      ] as const) {
        const config = [
          'PasswordAuthentication yes',
          'UsePAM yes',
          'KbdInteractiveAuthentication yes',
          `AuthenticationMethods publickey,${second}`,
        ];
        const server = await startSshd({ name: second, forUsers: true, config });
        servers.push(server);
        const { ask, asked } = person(['pw-77-of-a-person']);
        const host = { ...hostOf(server), user: user.name };
        unwrap(await login(host, { kind: 'key', path: (await userKey()).key }, ask));
        expect(asked).toMatchObject([{ kind: 'host', prompts: [{ text: prompt, isShown: false }] }]);
        await transport.close();
      }
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      user.remove();
    }
  },
);
