/** The keys of people, at the command line and beside Debian's minisign. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startAtTerminal } from '#support/at-terminal.ts';
import { type Desk, openDesk } from '#support/cli-fixture.ts';

const PASSPHRASE = 'canary passphrase of a key 71';

let desk: Desk;
let other: Desk;

interface Key {
  readonly id: string;
  readonly name: string;
  readonly publicKey: string;
  readonly words: readonly string[];
  readonly how: string;
  readonly revoked: { readonly why: string } | null;
}

beforeAll(() => {
  desk = openDesk();
  other = openDesk();
  writeFileSync(join(desk.folder, 'passphrase'), PASSPHRASE);
});
afterAll(() => {
  desk.close();
  other.close();
});

const key = async (at: Desk, words: readonly string[]): Promise<Key> =>
  JSON.parse((await at.cli(['key', ...words, '--json'])).stdout);
const refusal = async (at: Desk, words: readonly string[]): Promise<string> =>
  (await at.cli(['key', ...words])).stderr.trim();

it('is made under a passphrase, signs by minisign, and nothing of it is in the open', async () => {
  const made = await key(desk, ['make', 'Ada', '--passphrase', `file:${join(desk.folder, 'passphrase')}`]);
  const secret = join(desk.data, 'keys', `${made.id}.key`);
  expect(statSync(secret).mode & 0o777).toBe(0o600);
  expect(made).toMatchObject({ name: 'Ada', how: 'made', revoked: null, words: { length: 12 } });
  await desk.cli(['key', 'show', 'Ada', '-o', 'ada.pub']);
  const text = join(desk.folder, 'text');
  writeFileSync(text, 'signed\n');
  execFileSync('minisign', ['-S', '-s', secret, '-m', text], {
    input: `${PASSPHRASE}\n`,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const verified = execFileSync('minisign', ['-V', '-p', join(desk.folder, 'ada.pub'), '-m', text]);
  expect(verified.toString()).toContain('verified');
  for (const file of [secret, join(desk.data, 'library.db')])
    expect(readFileSync(file).includes(PASSPHRASE)).toBe(false);
});

it('refuses a short passphrase, a taken name, and what does not go together', async () => {
  writeFileSync(join(desk.folder, 'short'), 'short');
  const short = ['--passphrase', `file:${join(desk.folder, 'short')}`];
  expect(await refusal(desk, ['make', 'Eve', ...short])).toContain('at least 12 characters');
  const good = ['--passphrase', `file:${join(desk.folder, 'passphrase')}`];
  expect(await refusal(desk, ['make', 'Ada', ...good])).toContain('key-exists');
  expect(await refusal(desk, ['make', 'Eve'])).toContain('--passphrase file:PATH');
  expect(await refusal(desk, ['list', '--note', 'x'])).toContain('--note does not go with key list');
  expect(await refusal(desk, ['show'])).toContain('key show takes a key');
  expect(await refusal(desk, ['show', 'Nobody'])).toContain('No key here is called Nobody');
});

it('is trusted elsewhere only by its words, and recorded with who said so', async () => {
  const { id, publicKey, words } = await key(desk, ['show', 'Ada']);
  const trust = ['trust', publicKey, '--name', 'Ada of build'];
  expect(await refusal(other, trust)).toContain('key-not-compared');
  const wrong = [...words.slice(1), words[0]].join(' ');
  expect(await refusal(other, [...trust, '--words', wrong])).toContain('not the words of this key');
  expect(await key(other, ['list'])).toEqual([]);
  const trusted = await key(other, [...trust, '--words', words.join(', '), '--operator', 'Grace']);
  expect(trusted).toMatchObject({ id, name: 'Ada of build', how: 'trusted', by: 'Grace' });
  expect((await other.verify()).exit).toBe(0);
});

it('is compared at a terminal, and a no changes nothing', async () => {
  const fresh = openDesk();
  try {
    const { publicKey, words } = await key(desk, ['show', 'Ada']);
    const no = startAtTerminal(fresh, ['key', 'trust', publicKey, '--name', 'Ada']);
    await no.sees(words.slice(0, 4).join(' '));
    await no.sees('[y/N]');
    no.type('n');
    expect(await no.ended).toBe(1);
    expect(await key(fresh, ['list'])).toEqual([]);
    const yes = startAtTerminal(fresh, ['key', 'trust', publicKey, '--name', 'Ada']);
    await yes.sees('[y/N]');
    yes.type('y');
    expect(await yes.ended).toBe(0);
    expect(yes.screen()).toContain('█▀');
  } finally {
    fresh.close();
  }
});

it('is revoked for good', async () => {
  const { publicKey, words } = await key(desk, ['show', 'Ada']);
  expect(await refusal(other, ['revoke', 'Ada of build'])).toContain('--note says why');
  const revoked = await key(other, ['revoke', 'Ada of build', '--note', 'laptop stolen']);
  expect(revoked.revoked).toMatchObject({ why: 'laptop stolen' });
  expect(await refusal(other, ['revoke', 'Ada of build', '--note', 'again'])).toContain('key-revoked');
  const again = ['trust', publicKey, '--name', 'Ada', '--words', words.join(' ')];
  expect(await refusal(other, again)).toContain('is never trusted again. Revoked by');
  expect(await key(other, ['list'])).toMatchObject([{ revoked: { why: 'laptop stolen' } }]);
});

it('a public key that is none is refused with what it should be', async () => {
  expect(await refusal(other, ['trust', 'RWnothing', '--name', 'Eve'])).toContain('one line of base64');
  expect(await refusal(other, ['trust', './nowhere.pub', '--name', 'Eve'])).toContain(
    'there is no such file',
  );
});
