import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startAtTerminal } from '#support/at-terminal.ts';
import { type Desk, inventory, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { passwordOnly, type ScriptedServer, startScriptedServer } from '#support/scripted-ssh-server.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

const PASSPHRASE = 'canary passphrase of the vault 61';
const NEXT = 'canary passphrase of later 62';
const VALUE = 'canary-vault-value-63';
const PRINTED = 'canary-command-value-64';
const ELSEWHERE = 'canary-other-secret-65';

let desk: Desk;
let host: Sshd;
let closed: ScriptedServer;

beforeAll(async () => {
  host = await startSshd({ name: 'web1' });
  closed = await startScriptedServer({ name: 'closed', onAuthentication: passwordOnly(VALUE) });
});
afterAll(async () => {
  await Promise.all([host.stop(), closed.stop()]);
});
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => {
  desk.close();
});

/** With what comes through a pipe. */
function piped(words: readonly string[], input: string) {
  const { command, env } = desk.commandLine(words);
  const [program = '', ...rest] = command;
  const ended = spawnSync(program, rest, { cwd: desk.folder, env, input, encoding: 'utf8' });
  return { ...ended, stderr: desk.withoutMade(ended.stderr) };
}

function outside(name: string, text: string): string {
  const path = join(desk.folder, name);
  writeFileSync(path, text);
  return path;
}

/** A vault with one entry, under a passphrase that stands in a file; gives the option that names it. */
function filledVault(): readonly string[] {
  const passphrase = ['--vault-passphrase', `file:${outside('outside-passphrase', `${NEXT}\n`)}`];
  for (const [words, input] of [
    [['vault', 'create'], ''],
    [['vault', 'add', 'prod/db'], `${VALUE}\n`],
  ] as const) {
    const { status, stderr } = piped([...words, ...passphrase], input);
    expect([status, stderr]).toEqual([0, '']);
  }
  return passphrase;
}

function filesWith(words: readonly string[]): readonly string[] {
  return readdirSync(desk.folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(desk.folder, name))
    .filter((path) => statSync(path).isFile() && !path.includes('outside-'))
    .filter((path) => words.some((word) => readFileSync(path).includes(word)));
}

it('is made, filled, listed and given another passphrase at a terminal, where nothing typed is seen', async () => {
  const absent = await desk.cli(['vault', 'list']);
  expect([absent.exit, absent.stderr]).toEqual([2, expect.stringContaining('not-found')]);

  const create = startAtTerminal(desk, ['vault', 'create']);
  await create.sees('New passphrase');
  create.type(PASSPHRASE);
  await create.sees('The same again');
  create.type(`${PASSPHRASE}?`);
  expect(await create.ended).toBe(2);
  expect(create.screen()).toContain('The two are not the same. Nothing was changed');

  const again = startAtTerminal(desk, ['vault', 'create']);
  await again.sees('New passphrase');
  again.type(PASSPHRASE);
  await again.sees('The same again');
  again.type(PASSPHRASE);
  expect(await again.ended).toBe(0);
  expect(again.screen()).toContain(join(desk.data, 'credentials.vault'));

  const add = startAtTerminal(desk, ['vault', 'add', 'prod/db']);
  await add.sees('Passphrase');
  add.type('not the passphrase');
  await add.sees('That is not the passphrase of the vault. It is asked for once more');
  await add.sees('Passphrase');
  add.type(PASSPHRASE);
  await add.sees('Value of prod/db');
  add.type(VALUE);
  expect(await add.ended).toBe(0);

  const change = startAtTerminal(desk, ['vault', 'passphrase']);
  await change.sees('Present passphrase');
  change.type(PASSPHRASE);
  await change.sees('New passphrase');
  change.type(NEXT);
  await change.sees('The same again');
  change.type(NEXT);
  expect(await change.ended).toBe(0);
  for (const { screen } of [again, add, change])
    for (const word of [PASSPHRASE, NEXT, VALUE]) expect(screen()).not.toContain(word);
  expect(filesWith([PASSPHRASE, NEXT, VALUE])).toEqual([]);
});

it('is used without a terminal by a passphrase from a file, and says what is missing', async () => {
  const passphrase = filledVault();
  const wrong = ['--vault-passphrase', `file:${outside('outside-wrong', PASSPHRASE)}`];
  const refusal = async (words: readonly string[]) => (await desk.cli(['vault', ...words])).stderr.trim();
  expect(await refusal(['list', ...wrong])).toBe(
    'error: vault-passphrase-wrong: That is not the passphrase of the vault',
  );
  expect(await refusal(['list'])).toMatch(
    /^error: vault-locked: The vault is locked, and nobody gave its passphrase/,
  );
  expect(await refusal(['create', ...passphrase])).toMatch(/^error: vault-exists:/);
  expect(await refusal(['remove', 'gone', ...passphrase])).toMatch(
    /^error: vault-entry-absent: The vault has no entry "gone"/,
  );
  expect(await refusal(['add'])).toBe('error: usage: vault add takes the name of an entry');
  const added = piped(['vault', 'add', 'lines', ...passphrase], 'one\ntwo\n');
  expect([added.status, added.stderr]).toEqual([0, '']);
  const listed = await desk.cli(['vault', 'list', '--json', ...passphrase]);
  expect((JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name)).toEqual([
    'lines',
    'prod/db',
  ]);
  expect((await desk.cli(['vault', 'remove', 'lines', ...passphrase])).exit).toBe(0);
});

it('gives passwords and secrets to runs, as a command of the site does, which gets no other secret; they get into no file and are masked', async () => {
  const vault = filledVault();
  expect((await desk.cli(['doctor', '--log-level', 'debug'])).exit).toBe(0);
  const get = outside(
    'get',
    `#!/bin/sh\nenv >"${desk.folder}/heard"\nprintf '%s\\n' "$1" >>"${desk.folder}/asked"\necho ${'$'}(cat "${desk.folder}/outside-printed")\n`,
  );
  chmodSync(get, 0o700);
  outside('outside-printed', PRINTED);
  const step = (id: string, on: string) => ({
    id,
    title: id,
    on,
    run: 'echo "$A $B $C"',
    env: { A: '{{ secret.a }}', B: '{{ secret.b }}', C: '{{ secret.c }}' },
    nothing_to_undo: 'It prints only',
  });
  const file = desk.write(
    'vaulted',
    releaseOf(inventory([host]), [step('one', 'web1'), step('two', 'web1')]),
  );
  const given = [
    ...['--secret', 'a=vault:prod/db', '--secret', `b=command:${get} prod`, '--secret', 'c=env:ELSEWHERE'],
    ...vault,
  ];
  const run = await desk.run(file, given, { ELSEWHERE });
  expect([run.exit, run.stderr]).toEqual([0, expect.anything()]);
  const log = await desk.cli(['log', await desk.lastRun()]);
  expect(log.stdout).toContain('••• ••• •••');
  expect(readFileSync(join(desk.folder, 'asked'), 'utf8')).toBe('prod\n');
  expect(readFileSync(join(desk.folder, 'heard'), 'utf8')).not.toContain(ELSEWHERE);

  const bin = join(desk.folder, 'bin');
  mkdirSync(bin);
  for (const name of ['ssh', 'ssh-add'])
    writeFileSync(
      join(bin, name),
      `#!/bin/sh\nenv >>"${desk.folder}/heard-ssh"\nexec /usr/bin/${name} "$@"\n`,
      { mode: 0o755 },
    );
  const bySystem = desk.write(
    'openssh',
    releaseOf(inventory([host], { web1: { transport: 'openssh' } }), [step('one', 'web1')]),
  );
  const PATH = `${bin}:${process.env['PATH']}`;
  expect((await desk.run(bySystem, given, { ELSEWHERE, PATH })).exit).toBe(0);
  expect(readFileSync(join(desk.folder, 'heard-ssh'), 'utf8')).toContain(`PATH=${bin}`);
  expect(readFileSync(join(desk.folder, 'heard-ssh'), 'utf8')).not.toContain(ELSEWHERE);

  const login = desk.write('login', releaseOf(inventory([closed]), [step('in', 'closed')]));
  const password = ['--credential', 'default=password-vault:prod/db', ...given];
  const tried = await desk.cli(['run', login, '--env', 'lab', ...password, '--on-failure', 'stop'], {
    ELSEWHERE,
  });
  expect(tried.stderr).not.toContain('password');
  expect(closed.tried).toContain('password');

  await desk.cli(['doctor', '--save', join(desk.folder, 'saved.txt')], { ELSEWHERE });
  expect(filesWith([PASSPHRASE, NEXT, VALUE, PRINTED, ELSEWHERE])).toEqual([]);
});

it('gives the passphrase of a key, which other sources give as well', async () => {
  const key = outside('outside-key', readFileSync((await userKey()).key, 'utf8'));
  chmodSync(key, 0o600);
  const made = spawnSync('ssh-keygen', ['-p', '-P', '', '-N', VALUE, '-Z', 'aes256-ctr', '-f', key]);
  expect(made.status).toBe(0);
  const step = { id: 'work', title: 'Work', on: 'all', run: 'true', nothing_to_undo: 'It does nothing' };
  const file = desk.write('locked-key', releaseOf(inventory([host]), [step]));
  const run = (...words: readonly string[]) =>
    desk.cli(['run', file, '--env', 'lab', '--credential', `default=key:${key}`, ...words], {
      OF_KEY: VALUE,
    });
  const vault = filledVault();
  expect((await run('--key-passphrase', 'default=vault:prod/db', ...vault)).exit).toBe(0);
  expect((await run('--key-passphrase', 'default=env:OF_KEY')).exit).toBe(0);
  expect((await run()).stderr).toContain('passphrase');

  const refused = async (...words: readonly string[]) => (await run(...words)).stderr.trim();
  expect(await refused('--key-passphrase', 'other=env:OF_KEY')).toBe(
    'error: usage: --key-passphrase other goes with --credential other=key:PATH',
  );
  expect(await refused('--key-passphrase', `default=${VALUE}`)).toBe(
    'error: usage: --key-passphrase takes NAME= with env:VAR, file:PATH, vault:ENTRY, command:WORDS or ask, not "default=…"',
  );
  expect(filesWith([VALUE])).toEqual([]);
});

it('is looked at by the doctor, which needs no passphrase', async () => {
  filledVault();
  const path = join(desk.data, 'credentials.vault');
  const whole = readFileSync(path);
  expect((await desk.cli(['doctor'])).stdout).toContain(`Vault: ${path} is whole`);
  chmodSync(path, 0o644);
  expect((await desk.cli(['doctor'])).stdout).toContain(`chmod 600 "${path}"`);
  writeFileSync(path, whole.subarray(0, 500));
  const damaged = await desk.cli(['doctor']);
  expect([damaged.exit, damaged.stdout]).toEqual([
    1,
    expect.stringContaining(`The vault file ${path} is damaged`),
  ]);
});

it('is asked for once at a terminal, however often a run wants it, and refuses what is not there', async () => {
  filledVault();
  const step = (id: string) => ({
    id,
    title: id,
    on: 'web1',
    run: 'echo "$A"',
    env: { A: '{{ secret.a }}' },
    nothing_to_undo: 'It prints only',
  });
  const file = desk.write('asked', releaseOf(inventory([host]), [step('one'), step('two')]));
  const missing = await desk.run(file, ['--secret', 'a=vault:gone']);
  expect([missing.exit, missing.stderr]).toEqual([4, expect.stringContaining('nobody gave its passphrase')]);
  const keychain = await desk.run(file, ['--secret', 'a=keychain:db']);
  expect([keychain.exit, keychain.stderr]).toEqual([4, expect.stringContaining('only the app reaches')]);
  const failing = outside('fail', '#!/bin/sh\necho "no ticket" >&2; exit 2\n');
  chmodSync(failing, 0o700);
  const failed = await desk.run(file, ['--secret', `a=command:${failing}`]);
  expect([failed.exit, failed.stderr]).toEqual([
    4,
    expect.stringContaining('ended with exit code 2. It says: "no ticket"'),
  ]);
  const usage = await desk.run(file, ['--secret', 'a=command:get prod']);
  expect([usage.exit, usage.stderr]).toEqual([2, expect.stringContaining('whole path')]);

  const login = ['--credential', `default=key:${(await userKey()).key}`];
  const asked = startAtTerminal(desk, ['run', file, '--env', 'lab', ...login, '--secret', 'a=vault:prod/db']);
  await asked.sees('The vault is locked. Its passphrase opens it');
  asked.type(NEXT);
  expect(await asked.ended).toBe(0);
  expect(asked.screen().split('The vault is locked')).toHaveLength(2);
  expect(asked.screen()).not.toContain(NEXT);
  expect(asked.screen()).not.toContain(VALUE);
});
