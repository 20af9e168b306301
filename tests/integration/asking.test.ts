/** What keys, hosts and steps need that nobody keeps: a person at the terminal is asked for it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startAtTerminal } from '#support/at-terminal.ts';
import { type Desk, inventory, noted, openDesk, releaseOf, statesOf } from '#support/cli-fixture.ts';
import { promptOnly, startScriptedServer } from '#support/scripted-ssh-server.ts';
import { generateKey, publicKeyOf, type Sshd, startSshd } from '#support/sshd.ts';

const PASSPHRASE = 'pass-41-of-a-person';
const SECRET = 'value-52-of-a-person';

let desk: Desk;
let hosts: readonly Sshd[];
let key: string;
beforeAll(async () => {
  desk = openDesk();
  key = await generateKey(desk.folder, 'key', ['-t', 'ed25519', '-N', PASSPHRASE]);
  const authorizedKeys = [publicKeyOf(key)];
  hosts = await Promise.all(['web1', 'web2'].map((name) => startSshd({ name, authorizedKeys })));
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  desk.close();
});

const login = () => ['--credential', `default=key:${key}`];
const wordsFor = (file: string) => ['run', file, '--env', 'lab', ...login(), '--secret', 'word=ask'];
const release = () =>
  releaseOf(inventory(hosts), [
    noted('work', 'all', { env: { WORD: '{{ secret.word }}' }, run: 'echo "[$WORD]"' }),
  ]);

function libraryText(): string {
  const files = readdirSync(desk.data, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
    .join('');
}

it('a passphrase and a secret are asked for once for all hosts, are not seen, and are kept nowhere', async () => {
  const terminal = startAtTerminal(desk, wordsFor(desk.write('asked', release())));
  await terminal.sees('The secret word is asked for.');
  await terminal.sees('Value: ');
  terminal.type(SECRET);
  await terminal.sees(`The key ${key} needs its passphrase.`);
  await terminal.sees('Passphrase: ');
  terminal.type('wrong');
  await terminal.sees(`That did not open the key ${key}.`);
  await terminal.sees('Passphrase: ');
  terminal.type(PASSPHRASE);
  expect(await terminal.ended).toBe(0);
  const run = await desk.lastRun();
  expect(statesOf(await desk.show(run))).toEqual(['work@web1 ok', 'work@web2 ok']);
  expect((await desk.cli(['log', run])).stdout).toContain('[\u2022\u2022\u2022]');
  for (const text of [terminal.screen(), libraryText()])
    for (const value of [SECRET, PASSPHRASE]) expect(text).not.toContain(value);
});

it('where nobody is at a terminal it is said what is missing', async () => {
  const { exit, stderr } = await desk.cli(wordsFor(desk.write('unasked', release())));
  expect(exit).toBe(4);
  expect(stderr).toContain(
    'The secret "word" is missing. It is asked for at a terminal and in the app, and nobody answered',
  );
  expect(stderr).toContain(`The key ${key} needs its passphrase.`);
});

it('a password that is asked for is the one that the host gets', async () => {
  const host = await startScriptedServer({ name: 'gate', onAuthentication: promptOnly('right', 'PIN: ') });
  const { address, port, user, fingerprint } = host;
  const hosts = { gate: { address, port, user, host_keys: [fingerprint], credential: 'pin' } };
  const file = desk.write('pin', releaseOf(hosts, [noted('work', 'all')]));
  const terminal = startAtTerminal(desk, ['run', file, '--env', 'lab', '--credential', 'pin=password-ask']);
  await terminal.sees('The credential pin is a password that is asked for.');
  await terminal.sees('Password: ');
  terminal.type('wrong');
  expect(await terminal.ended).toBe(4);
  expect(terminal.screen()).toContain('the host refused the password of operator');
  await host.stop();
});
