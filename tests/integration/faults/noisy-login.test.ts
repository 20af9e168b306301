import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type Desk,
  inventory,
  journalOf,
  note,
  noted,
  notedApart,
  openDesk,
  releaseOf,
  statesOf,
  unitIn,
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

/** What login scripts print before a command, by the host that does it. */
const NOISE = {
  quiet: ':',
  words: 'echo "Last login: never"; echo "mail: none" >&2',
  endless: 'printf "% "',
  answers: 'echo "hostname elsewhere"; echo "end facts"; echo "hp0123456789 1 1"',
  bytes: "printf '\\033]0;owned\\007\\377\\376\\000'",
  flood: 'head -c 1000000 /dev/zero | tr "\\0" x',
};

let desk: Desk;
let folder: string;
let hosts: Sshd[];

/** Before each command a host does what its login script says, in the same shell. */
const LOGIN = 'ForceCommand . "$HOME/login-script"; exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"';

beforeAll(async () => {
  desk = openDesk();
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-login-'));
  const banner = join(folder, 'banner');
  writeFileSync(banner, 'AUTHORISED USE ONLY\n\u001b]0;owned\u0007\n'.repeat(20));
  const config = [`Banner ${banner}`, LOGIN];
  hosts = await Promise.all(Object.keys(NOISE).map((name) => startSshd({ name, config })));
});
beforeEach(() => {
  for (const host of hosts)
    for (const name of ['journal', 'logins']) rmSync(join(host.dir, name), { force: true });
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  desk.close();
  rmSync(folder, { recursive: true });
});

function loginScript(host: Sshd, text: string): void {
  writeFileSync(join(host.dir, 'login-script'), `echo >>"$HOME/logins"\n${text}\n`);
}
const logins = (host: Sshd): number => readFileSync(join(host.dir, 'logins'), 'utf8').length;
const release = (on: readonly Sshd[], steps: readonly object[]): string =>
  desk.write('noisy', releaseOf(inventory(on), steps));

it('row 29: what a host prints before a command is no part of its output, and changes nothing', async () => {
  for (const host of hosts) loginScript(host, NOISE[host.name as keyof typeof NOISE]);
  const work = noted('work', 'all', {
    run: `${note('did work')}; echo "the answer is 42"; echo aside >&2`,
    expect: { stdout: '^the answer is 42$' },
    capture: { answer: '(.*)' },
  });
  const use = noted('use', 'all', { run: note('{{ step.work.answer }}'), mode: 'attached' });
  const { exit, stdout, stderr } = await desk.run(release(hosts, [work, use]), ['--json']);
  expect([exit, stderr]).toEqual([0, '']);
  const shown = JSON.parse(stdout);
  for (const host of hosts) {
    // One shell is for preflight, steps of both modes and the end of the run.
    expect(logins(host)).toBe(1);
    expect(unitIn(shown, 'work', host.name)).toMatchObject({
      state: 'ok',
      exit: 0,
      stdout: { bytes: 17 },
      stderr: { bytes: 6 },
    });
    expect(journalOf(host)).toEqual(['did work', 'the answer is 42']);
  }
});

it('row 29: a login script that exits lets nothing start, and preflight says so of each host', async () => {
  const [first, second] = hosts as [Sshd, Sshd];
  loginScript(first, 'echo bye; exit 0');
  loginScript(second, 'exit 3');
  const { exit, stdout, stderr } = await desk.run(release([first, second], [noted('work', 'all')]), [
    '--json',
  ]);
  expect(exit).toBe(4);
  expect(stderr.split('\n').map((line) => line.replace(/\. Holdpoint needs .*/, ''))).toEqual([
    'error: no-shell: quiet ran no command for this user. It said: "bye" (exit 0)',
    'error: no-shell: words ran no command for this user. It said nothing (exit 3)',
    '',
  ]);
  expect(statesOf(JSON.parse(stdout))).toEqual(['work@quiet waiting', 'work@words waiting']);
  expect([first, second].map(journalOf)).toEqual([[], []]);
});

it('row 29: a login script that begins to exit during the run leaves the next step not started', async () => {
  const [host] = hosts as [Sshd];
  loginScript(host, ':');
  const spoil = noted('spoil', 'all', { run: `${note('did spoil')}; echo 'exit 0' >"$HOME/login-script"` });
  const more = ['--json', '--on-failure', 'stop'];
  // Others share a shell that has logged in before.
  const work = notedApart('work', 'all');
  const { exit, stdout } = await desk.run(release([host], [spoil, work]), more);
  expect(exit).toBe(1);
  expect(unitIn(JSON.parse(stdout), 'work', host.name)).toMatchObject({
    state: 'unreachable',
    reason: 'The host did not start it (exit 0)',
  });
  expect(journalOf(host)).toEqual(['did spoil']);
});
