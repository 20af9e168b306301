import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { RunJson } from '#core/run/view.ts';
import { type Desk, inventory, openDesk, releaseOf, statesOf } from '#support/cli-fixture.ts';
import { DOAS_CONF, testNeeding, whyNoDoas, whyNoUsers } from '#support/environment.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';
import { makeUser, type TestUser } from '#support/users.ts';

const PASSWORD = 'pw-6c0d-of-deploy';
const APP_PASSWORD = 'pw-2f77-of-the-app';
const canTry = whyNoUsers() === null;

let desk: Desk;
let host: Sshd;
/** Logs in. */
let deploy: TestUser;
/** Steps run as this one. */
let app: TestUser;

beforeAll(async () => {
  if (!canTry) return;
  desk = openDesk();
  host = await startSshd({ name: 'web1', forUsers: true });
  deploy = makeUser(PASSWORD);
  app = makeUser(APP_PASSWORD);
  for (const { home } of [deploy, app]) chmodSync(home, 0o700);
});
beforeEach(() => {
  if (canTry)
    for (const { home } of [deploy, app]) rmSync(join(home, '.local'), { recursive: true, force: true });
});
afterAll(async () => {
  if (!canTry) return;
  await host.stop();
  deploy.remove();
  app.remove();
  desk.close();
});

interface Said {
  readonly exit: number | null;
  readonly stderr: string;
  readonly run: RunJson;
}

/** A step that says who and where it is, as this user by sudo. */
async function runAs(
  sudo: unknown,
  more: object = {},
  { password = PASSWORD, host: at = host }: { readonly password?: string; readonly host?: Sshd } = {},
): Promise<Said> {
  const step = {
    id: 'work',
    title: 'Work',
    on: 'all',
    run: 'echo "$(id -un) $HOME"',
    capture: { who: '^(\\S+) ' },
    undo: 'true',
    sudo,
    ...more,
  };
  const file = desk.write('sudo', releaseOf(inventory([{ ...at, user: deploy.name }]), [step]));
  const secret = JSON.stringify(step).includes('secret.password') ? ['--secret', 'password=env:WORD'] : [];
  const words = [...secret, '--on-failure', 'stop', '--json'];
  const { exit, stdout, stderr } = await desk.run(file, words, { WORD: password });
  return { exit, stderr, run: JSON.parse(stdout) };
}

const withPassword = (user: string) => ({ user, password: '{{ secret.password }}' });

async function expectDone(said: Promise<Said>, user: string): Promise<void> {
  const { exit, stderr, run } = await said;
  expect([exit, stderr]).toEqual([0, '']);
  const finished = (await desk.events(run.run)).find((event) => event.type === 'attemptFinished');
  expect(finished?.data).toMatchObject({ outcome: 'ok', captured: { who: user } });
}

async function expectRefused(said: Promise<Said>, words: string | RegExp): Promise<void> {
  const { exit, stderr, run } = await said;
  expect(exit).toBe(4);
  if (typeof words === 'string') expect(stderr).toContain(words);
  else expect(stderr).toMatch(words);
  expect(stderr).not.toContain(PASSWORD);
  expect(statesOf(run)).toEqual(['work@web1 waiting']);
}

const it = testNeeding(whyNoUsers());

it('real sudo without a password runs the step as root', async () => {
  deploy.sudoers([`${deploy.name} ALL=(ALL) NOPASSWD: ALL`]);
  await expectDone(runAs(true), 'root');
});

it('real sudo with a password runs the step as another user, who cannot read the home of the one who logs in', async () => {
  deploy.sudoers([`${deploy.name} ALL=(ALL) ALL`]);
  await expectDone(runAs(withPassword(app.name)), app.name);
  expect(statSync(deploy.home).mode & 0o077).toBe(0);
});

it('real sudo with a wrong password runs nothing, and says so', async () => {
  deploy.sudoers([`${deploy.name} ALL=(ALL) ALL`]);
  const refused = runAs(withPassword(app.name), {}, { password: 'wrong-word-9' });
  await expectRefused(refused, /web1: sudo did not accept the password; nothing was run\n$/);
});

it('real sudo that wants a terminal is quoted', async () => {
  deploy.sudoers([`Defaults:${deploy.name} requiretty`, `${deploy.name} ALL=(ALL) NOPASSWD: ALL`]);
  await expectRefused(runAs(true), /sudo: sorry, you must have a tty to run sudo\n$/);
});

for (const kept of ['HOME', 'XDG_STATE_HOME', 'HOME XDG_STATE_HOME'])
  it(`real sudo that keeps ${kept} leaves the home of the one who logs in alone`, async () => {
    deploy.sudoers([
      `Defaults:${deploy.name} env_keep += "${kept}"`,
      `${deploy.name} ALL=(ALL) NOPASSWD: ALL`,
    ]);
    // Nobody has made that folder yet.
    const env = kept === 'HOME' ? {} : { XDG_STATE_HOME: join(deploy.home, '.local/own/state') };
    const other = await startSshd({ name: 'web2', forUsers: true, env });
    try {
      await expectDone(runAs(true, {}, { host: other }), 'root');
      const asApp = runAs(app.name, { run: 'echo "$(id -un) "; exit 0' }, { host: other });
      await expectDone(asApp, app.name);
    } finally {
      await other.stop();
    }
    const files = readdirSync(deploy.home, { recursive: true, withFileTypes: true });
    const owners = files.map((file) => statSync(join(file.parentPath, file.name)).uid);
    expect(new Set(owners)).toEqual(new Set([statSync(deploy.home).uid]));
    expect(existsSync(join(app.home, '.local/state/holdpoint'))).toBe(true);
  });

it('real sudo that lets nobody set variables passes on the environment of a step all the same', async () => {
  deploy.sudoers([`Defaults:${deploy.name} !setenv`, `${deploy.name} ALL=(ALL) NOPASSWD: ALL`]);
  await expectDone(
    runAs(true, { env: { WORD: 'its word' }, run: 'test "$WORD" = "its word" && echo "root "' }),
    'root',
  );
});

it('real sudo with rules for named commands only is refused, with the rule that it needs', async () => {
  deploy.sudoers([`${deploy.name} ALL=(root) NOPASSWD: /bin/true`]);
  await expectRefused(
    runAs(true),
    `sudo: a password is required. Holdpoint starts a shell by sudo, so a rule for named commands is not enough: sudoers needs "${deploy.name} ALL=(root) NOPASSWD: /bin/sh". Or leave out sudo: and write sudo -n before the command itself
`,
  );
  await expectRefused(runAs(withPassword('root')), `sudoers needs "${deploy.name} ALL=(root) /bin/sh"`);
  deploy.sudoers([`${deploy.name} ALL=(root) NOPASSWD: /bin/sh`]);
  await expectDone(runAs(true), 'root');
});

it('real sudo has the programs of a step looked for as its user, by the path that sudo gives', async () => {
  const bin = join(deploy.home, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'hp-tool'), '#!/bin/sh\nexec sh "$@"\n', { mode: 0o755 });
  const own = { run: undefined, script: { text: 'echo "$(id -un) $HOME"\n', interpreter: 'hp-tool' } };
  const rule = `${deploy.name} ALL=(ALL) NOPASSWD: ALL`;
  deploy.sudoers([`Defaults:${deploy.name} secure_path="/usr/bin:/bin"`, rule]);
  await expectRefused(
    runAs(true, own),
    'program-missing: web1 has no hp-tool that root finds, which step work needs. Install it there',
  );
  deploy.sudoers([`Defaults:${deploy.name} secure_path="/usr/bin:/bin:${bin}"`, rule]);
  await expectDone(runAs(true, own), 'root');
});

/** The language of the login, which a step keeps; su asks in the plain one. */
const inGerman = () => startSshd({ name: 'web1', forUsers: true, env: { LC_ALL: 'de_DE.UTF-8' } });

it('real su with the password of the other user runs the step as that user, in the language of the login', async () => {
  const german = await inGerman();
  const by = { ...withPassword(app.name), by: 'su' };
  const own = { password: APP_PASSWORD, host: german };
  const seen = { run: 'echo "$(id -un) $LC_ALL$hp_a$hp_d."', capture: { who: '^(\\S+) de_DE.UTF-8\\.$' } };
  try {
    for (const mode of ['tracked', 'attached']) await expectDone(runAs(by, { ...seen, mode }, own), app.name);
  } finally {
    await german.stop();
  }
});

it('real su with a wrong password is quoted, tried once, and runs nothing', async () => {
  const by = { ...withPassword(app.name), by: 'su' };
  await expectRefused(
    runAs(by, {}, { password: 'wrong-word-9' }),
    `su to ${app.name} does not work on web1: The host did not start it (exit 1): su: Authentication failure\n`,
  );
});

it('a step that runs as another user by su is ended with all that it started', async () => {
  const by = { ...withPassword(app.name), by: 'su' };
  const { exit, run } = await runAs(
    by,
    { run: 'sleep 60 & sleep 60', timeout: '2s' },
    { password: APP_PASSWORD },
  );
  expect(exit).toBe(1);
  expect(statesOf(run)).toEqual(['work@web1 failed']);
});

it('real sudo whose password has expired is quoted, with its question', async () => {
  deploy.sudoers([`Defaults:${deploy.name} targetpw`, `${deploy.name} ALL=(ALL) ALL`]);
  app.expirePassword();
  await expectRefused(
    runAs(withPassword(app.name), {}, { password: APP_PASSWORD }),
    /sudo asks "sudo: Account or password is expired, reset your password and try again [^"]*". Holdpoint answers its password prompt once and nothing else; nothing was run/,
  );
});

it('a command of the site runs the step as its user', async () => {
  const command = join(host.dir, 'become');
  deploy.sudoers([`${deploy.name} ALL=(ALL) NOPASSWD: ALL`]);
  writeFileSync(command, '#!/bin/sh\nuser=$2; shift 2\nexec sudo -n -u "$user" -- "$@"\n', { mode: 0o755 });
  await expectDone(runAs({ user: app.name, by: `${command} -u %u` }), app.name);
});

const itByDoas = testNeeding(whyNoUsers() ?? whyNoDoas());

itByDoas(
  'real doas runs the step as its user, and where it may not names the rule that it needs',
  async () => {
    const rule = `permit nopass ${deploy.name} as ${app.name} cmd /bin/sh`;
    const by = { user: app.name, by: 'doas' };
    try {
      writeFileSync(DOAS_CONF, 'permit nopass root\n');
      await expectRefused(runAs(by), `doas: Operation not permitted. doas.conf needs "${rule}"\n`);
      writeFileSync(DOAS_CONF, `${rule}\n`);
      await expectDone(runAs(by), app.name);
    } finally {
      rmSync(DOAS_CONF);
    }
  },
);

interface ListedLine {
  readonly step: string;
  /** Of an undo. */
  readonly undo?: string;
  /** Of what comes before and after the undos. */
  readonly command?: string;
  readonly shell: string;
}

it('real sudo does what the list of a backout says: those lines, in that order, each as the user and in the folder that it names', async () => {
  deploy.sudoers([`${deploy.name} ALL=(root) NOPASSWD: ALL`, `${deploy.name} ALL=(${app.name}) ALL`]);
  const ran = join(host.dir, 'ran');
  writeFileSync(ran, '');
  chmodSync(ran, 0o666);
  const says = (words: string): string => `echo "as $(id -un), in $PWD: ${words}" >>'${ran}'`;
  const step = (id: string, more: object) => ({ id, title: id, on: 'all', run: says(`did ${id}`), ...more });
  const steps = [
    step('one', { sudo: true, cwd: '/usr', undo: says('undid one') }),
    step('two', { sudo: withPassword(app.name), cwd: '/var', undo: says('undid two') }),
    step('three', { sudo: true, cwd: '/usr', undo: { run: says('undid three'), cwd: '/opt' } }),
    step('four', {
      cwd: '/usr',
      undo: { run: says('undid four'), sudo: withPassword(app.name), cwd: '/opt' },
    }),
  ];
  const backout = {
    before: [step('freeze', { sudo: true, cwd: '/etc' })],
    after: [step('proof', { sudo: withPassword(app.name), cwd: '/usr' })],
  };
  const file = desk.write(
    'listed',
    releaseOf(inventory([{ ...host, user: deploy.name }]), steps, { backout }),
  );
  const secret = ['--secret', 'password=env:WORD'];
  expect((await desk.run(file, secret, { WORD: PASSWORD })).exit).toBe(0);
  const run = await desk.lastRun();
  const lines = (): string[] => readFileSync(ran, 'utf8').split('\n').filter(Boolean);
  expect(lines()).toEqual([
    'as root, in /usr: did one',
    `as ${app.name}, in /var: did two`,
    'as root, in /usr: did three',
    `as ${deploy.name}, in /usr: did four`,
  ]);

  const { before, units, after } = JSON.parse(
    (await desk.cli(['backout', run, '--dry-run', '--json'])).stdout,
  );
  const listed: readonly ListedLine[] = [...before, ...units, ...after];
  expect(listed.map((line) => [line.step, line.shell])).toEqual([
    ['freeze', 'as root, in /etc'],
    ['four', `as ${app.name}, in /opt`],
    ['three', 'in /opt'],
    ['two', `as ${app.name}, in /var`],
    ['one', 'as root, in /usr'],
    ['proof', `as ${app.name}, in /usr`],
  ]);

  rmSync(ran);
  writeFileSync(ran, '');
  chmodSync(ran, 0o666);
  expect((await desk.backout(run, secret, { WORD: PASSWORD })).exit).toBe(0);
  expect(lines()).toEqual(
    listed.map(({ shell, undo, command = undo }) => {
      const words = command?.match(/: (\w+ \w+)" >>/)?.[1];
      return `${shell.startsWith('as ') ? '' : `as ${deploy.name}, `}${shell}: ${words}`;
    }),
  );
});
