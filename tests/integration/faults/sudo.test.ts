import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type CliResult,
  type Desk,
  inventory,
  journalOf,
  noted,
  openDesk,
  releaseOf,
  statesOf,
  unitIn,
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';
import { type StandInSudo, standInSudo } from '#support/sudo.ts';

const PASSWORD = 'pw-4e81-of-the-operator';

let desk: Desk;
let folder: string;
let sudo: StandInSudo;
let host: Sshd;

beforeAll(async () => {
  desk = openDesk();
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-sudo-'));
  sudo = standInSudo(folder);
  host = await startSshd({ name: 'web1', env: sudo.env });
});
beforeEach(() => {
  sudo.takes(PASSWORD);
  sudo.asks('always');
  sudo.given();
  rmSync(join(host.dir, 'journal'), { force: true });
});
afterAll(async () => {
  await host.stop();
  desk.close();
  rmSync(folder, { recursive: true });
});

const asNobody = { sudo: { user: 'nobody', password: '{{ secret.password }}' } };

function run(steps: readonly object[], password = PASSWORD): Promise<CliResult> {
  const file = desk.write('sudo', releaseOf(inventory([host]), steps));
  const more = ['--secret', 'password=env:WORD', '--on-failure', 'stop', '--json'];
  return desk.run(file, more, { WORD: password });
}

/** Every file of the library, its write-ahead log included. */
function libraryBytes(): Buffer {
  const files = readdirSync(desk.data, { recursive: true, withFileTypes: true });
  return Buffer.concat(
    files.filter((file) => file.isFile()).map((file) => readFileSync(join(file.parentPath, file.name))),
  );
}

it('row 26: a wrong sudo password is tried once, preflight says so, and nothing runs', async () => {
  const { exit, stdout, stderr } = await run([noted('work', 'all', asNobody)], 'wrong-word-9');
  expect(exit).toBe(4);
  expect(stderr).toBe(
    'error: sudo-refused: sudo to nobody does not work on web1: sudo did not accept the password; nothing was run\n',
  );
  expect(sudo.given()).toEqual(['wrong-word-9']);
  expect(statesOf(JSON.parse(stdout))).toEqual(['work@web1 waiting']);
  expect(journalOf(host)).toEqual([]);
});

it('row 26: a wrong sudo password is tried at one host of many', async () => {
  const others = await Promise.all(['web2', 'web3'].map((name) => startSshd({ name, env: sudo.env })));
  const file = desk.write('many', releaseOf(inventory([host, ...others]), [noted('work', 'all', asNobody)]));
  const words = ['--secret', 'password=env:WORD', '--on-failure', 'stop'];
  const { exit, stderr } = await desk.run(file, words, { WORD: 'wrong-word-9' });
  expect(exit).toBe(4);
  expect(sudo.given()).toEqual(['wrong-word-9']);
  expect(stderr).toContain('its password was refused at another host');
  await Promise.all(others.map((other) => other.stop()));
});

it('row 26: a sudo password that has become wrong leaves the step not started, and says so', async () => {
  const change = noted('change', 'all', { run: sudo.change });
  const retry = { times: 3, delay: '1s' };
  const { exit, stdout } = await run([change, noted('work', 'all', { ...asNobody, retry })]);
  expect(exit).toBe(1);
  expect(sudo.given()).toEqual([PASSWORD, PASSWORD]);
  expect(unitIn(JSON.parse(stdout), 'work', 'web1')).toMatchObject({
    state: 'unreachable',
    attempt: 1,
    exit: null,
    reason: 'sudo did not accept the password; nothing was run',
  });
  expect(journalOf(host)).toEqual([]);
});

it.each(['never', 'once'] as const)(
  'row 27: where sudo asks %s, the password reaches neither a command nor a file that is sent',
  async (when) => {
    sudo.asks(when);
    const bytes = Buffer.from('line one\nline two\n'.repeat(1000));
    writeFileSync(join(desk.folder, 'app.conf'), bytes);
    const to = join(folder, 'app.conf');
    const steps = [
      { id: 'read', title: 'Read', on: 'all', run: 'cat; echo "read all"', undo: 'true', ...asNobody },
      {
        id: 'put',
        title: 'Put',
        on: 'all',
        upload: { from: 'app.conf', to },
        nothing_to_undo: 'x',
        ...asNobody,
      },
    ];
    const { exit, stdout } = await run(steps);
    expect(exit).toBe(0);
    const shown = JSON.parse(stdout);
    expect(statesOf(shown)).toEqual(['read@web1 ok', 'put@web1 ok']);
    expect(readFileSync(to).equals(bytes)).toBe(true);
    const log = await desk.cli(['log', shown.run]);
    expect(log.stdout).toContain('read all');
    expect(log.stdout + log.stderr).not.toContain(PASSWORD);
    expect(libraryBytes().includes(Buffer.from(PASSWORD))).toBe(false);
    expect(sudo.given()).toEqual(when === 'never' ? [] : [PASSWORD]);
  },
);

it('row 28: a sudo that wants a terminal is told of before anything runs, in its own words', async () => {
  sudo.asks('terminal');
  const { exit, stdout, stderr } = await run([noted('work', 'all', asNobody)]);
  expect(exit).toBe(4);
  expect(stderr).toMatch(
    /^error: sudo-refused: sudo to nobody does not work on web1: .*sudo: sorry, you must have a tty to run sudo\n$/,
  );
  expect(stderr).not.toContain(PASSWORD);
  expect(sudo.given()).toEqual([]);
  expect(statesOf(JSON.parse(stdout))).toEqual(['work@web1 waiting']);
  expect(journalOf(host)).toEqual([]);
});

it.each([
  ['code', 'sudo asks "Verification code:". Holdpoint answers its password prompt once'],
  ['again', 'sudo asks a second time after the password, as for a one-time code'],
] as const)('a sudo with a second question (%s) has it shown, and nothing runs', async (how, words) => {
  sudo.asks(how);
  const { exit, stdout, stderr } = await run([noted('work', 'all', asNobody)]);
  expect(exit).toBe(4);
  expect(stderr).toContain(`sudo to nobody does not work on web1: ${words}`);
  expect(stderr).not.toContain('did not accept');
  expect(sudo.given()).toEqual([PASSWORD]);
  expect(statesOf(JSON.parse(stdout))).toEqual(['work@web1 waiting']);
});
