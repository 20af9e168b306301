import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desk, inventory, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { passwordOnly, startScriptedServer } from '#support/scripted-ssh-server.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';
import { type StandInSudo, standInSudo } from '#support/sudo.ts';

/** Each is something that must not get into the log, a crash report or saved diagnostics; secrets into no file at all. */
const SECRETS = {
  env: 'canary-secret-of-env-91',
  file: 'canary-secret-of-file-92',
  sudo: 'canary-sudo-password-89',
  login: 'canary-login-password-90',
};
const PRIVATE = {
  output: 'canary-host-output-93',
  command: 'canary-command-text-94',
  variable: 'canary-environment-95',
  note: 'canary-typed-note-96',
  title: 'canary-step-title-97',
  value: 'canary-value-98',
  passphrase: 'canary-passphrase-99',
  banner: 'canary-login-banner-88',
};

let desk: Desk;
let host: Sshd;
let sudo: StandInSudo;
let sudoer: Sshd;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd();
  sudo = standInSudo(join(desk.folder, 'sudo-host'));
  sudoer = await startSshd({ name: 'sudoer', env: sudo.env });
});

afterAll(async () => {
  await Promise.all([host.stop(), sudoer.stop()]);
  desk.close();
});

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

it('no secret, output, command or typed word gets into what the program writes about itself, at the level debug', async () => {
  const secretFile = join(desk.folder, 'secret');
  writeFileSync(secretFile, `${SECRETS.file}\n`);
  const step = (id: string, run: string) => ({
    id,
    title: `${PRIVATE.title} ${id}`,
    on: host.name,
    run,
    env: { ONE: '{{ secret.one }}', TWO: '{{ secret.two }}' },
    undo: `echo ${PRIVATE.command} undone; echo ${PRIVATE.output}`,
  });
  const file = desk.write(
    'canaries',
    releaseOf(inventory([host]), [
      step('prints', `: ${PRIVATE.command}; echo ${PRIVATE.output}; echo "$ONE" "$TWO" >&2`),
      { id: 'look', title: PRIVATE.title, manual: PRIVATE.title },
      step('fails', `echo ${PRIVATE.output} {{ vars.word }}; exit 3`),
    ]),
  );
  const env = { ONE_SECRET: SECRETS.env, CANARY: PRIVATE.variable, SSH_KEY_PASSPHRASE: PRIVATE.passphrase };
  const secrets = ['--secret', 'one=env:ONE_SECRET', '--secret', `two=file:${secretFile}`];
  const vars = ['--var', `word=${PRIVATE.value}`];
  expect(await desk.cli(['import', file])).toMatchObject({ exit: 0 });
  expect((await desk.cli(['doctor', '--log-level', 'debug'])).exit).toBe(0);
  const empty = desk.answers({});
  const waits = await desk.run(file, [...secrets, ...vars, '--answers', empty], env);
  expect([waits.exit, waits.stderr]).toEqual([3, expect.anything()]);
  const run = await desk.lastRun();
  const login = [...secrets, '--credential', `default=key:${(await userKey()).key}`];
  const answers = desk.answers({ look: 'done', fails: { skip: PRIVATE.note } });
  expect((await desk.cli(['resume', run, '--answers', answers, ...login], env)).exit).not.toBe(null);
  expect((await desk.cli(['backout', run, ...login], env)).exit).toBe(0);
  await desk.cli(['baseline', run, '--note', PRIVATE.note], env);
  await desk.cli(['show', run], { ...env, NODE_OPTIONS: `--import ${faulty()}` });
  const saved = join(desk.folder, 'diagnostics.txt');
  await desk.cli(['doctor', '--save', saved], env);

  const own = [saved, ...filesIn(join(desk.data, 'logs'))];
  expect(own.some((path) => path.includes('crash-'))).toBe(true);
  expect(readFileSync(join(desk.data, 'logs', 'command.log'), 'utf8')).toContain('runEvent');
  expect(hits(own, [...Object.values(SECRETS), ...Object.values(PRIVATE)])).toEqual([]);
  const beside = filesIn(desk.folder).filter((path) => path !== secretFile);
  expect(beside.length).toBeGreaterThan(own.length);
  expect(hits(beside, Object.values(SECRETS))).toEqual([]);
  // The words do get where they belong, so the search finds what is there.
  expect(hits(beside, [PRIVATE.command]).length).toBeGreaterThan(0);
});

it('no password that sudo or a login asks for gets into a file, asked for rightly, wrongly, or by a host that repeats it', async () => {
  const secrets = ['--secret', 'root=env:ROOT_WORD'];
  const env = { ROOT_WORD: SECRETS.sudo, LOGIN_WORD: SECRETS.login };
  const step = {
    id: 'root',
    title: 'Root',
    on: 'sudoer',
    run: 'echo done',
    sudo: { user: 'nobody', password: '{{ secret.root }}' },
  };
  const file = desk.write(
    'sudo',
    releaseOf(inventory([sudoer]), [{ ...step, nothing_to_undo: 'It prints only' }]),
  );
  for (const asks of ['always', 'code', 'again'] as const) {
    sudo.asks(asks);
    sudo.takes(asks === 'always' ? SECRETS.sudo : 'another');
    await desk.run(file, [...secrets, '--on-failure', 'stop'], env);
  }
  expect(sudo.given()).toContain(SECRETS.sudo);

  const closed = await startScriptedServer({
    name: 'closed',
    banner: `${PRIVATE.banner}\n`,
    onAuthentication: passwordOnly('right'),
  });
  try {
    const login = desk.write(
      'login',
      releaseOf(inventory([closed]), [
        { id: 'in', title: 'In', on: 'closed', run: 'true', nothing_to_undo: 'It prints only' },
      ]),
    );
    const words = ['run', login, '--env', 'lab', '--credential', 'default=password-env:LOGIN_WORD'];
    expect((await desk.cli(words, env)).exit).toBe(4);
    expect(closed.tried).toContain('password');
  } finally {
    await closed.stop();
  }
  const saved = join(desk.folder, 'passwords.txt');
  await desk.cli(['doctor', '--save', saved], env);
  expect(
    hits([saved, ...filesIn(join(desk.data, 'logs'))], [...Object.values(SECRETS), PRIVATE.banner]),
  ).toEqual([]);
  const beside = filesIn(desk.folder).filter(
    (path) => path !== join(desk.folder, 'secret') && !path.includes('/sudo-host/'),
  );
  expect(hits(beside, [SECRETS.sudo, SECRETS.login])).toEqual([]);
});

function hits(paths: readonly string[], words: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const bytes = readFileSync(path);
    return words.filter((word) => bytes.includes(word)).map((word) => `${path}: ${word}`);
  });
}

/** The program meets a bug of its own, whose message quotes what a host printed. */
function faulty(): string {
  const path = join(desk.folder, 'faulty.mjs');
  rmSync(path, { force: true });
  const words = [...Object.values(SECRETS), PRIVATE.output].join(' ');
  writeFileSync(
    path,
    `process.stdout.write = () => { throw new Error(${JSON.stringify([...words].map((c) => c.charCodeAt(0)))}.map((c) => String.fromCharCode(c)).join('')); };\n`,
  );
  return path;
}
