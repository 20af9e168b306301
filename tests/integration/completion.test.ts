/** What the shells offer while a command line is typed, and what help says of it. */
import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;
let run: string;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
  expect((await desk.run(desk.write('lab', releaseOf(inventory([host]), [noted('work', 'all')])))).exit).toBe(
    0,
  );
  run = await desk.lastRun();
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(scriptOf(shell), (await desk.cli(['completion', shell])).stdout);
  const command = join(desk.folder, 'holdpoint');
  writeFileSync(command, `#!/bin/sh\necho '${run}  succeeded'\necho 'No runs'\n`);
  chmodSync(command, 0o755);
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

const scriptOf = (shell: string): string => join(desk.folder, `completion.${shell}`);

async function inShell(shell: string, text: string): Promise<readonly string[]> {
  const env = { ...process.env, PATH: `${desk.folder}${delimiter}${process.env['PATH'] ?? ''}` };
  const { stdout, stderr } = await promisify(execFile)(shell, ['-c', text], { env, cwd: desk.folder });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

function inBash(...words: readonly string[]): Promise<readonly string[]> {
  const typed = ['holdpoint', ...words].map((word) => `'${word}'`).join(' ');
  return inShell(
    'bash',
    `compopt() { :; }; source '${scriptOf('bash')}'; COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _holdpoint; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
}

async function inFish(words: string): Promise<readonly string[]> {
  const offers = await inShell('fish', `source '${scriptOf('fish')}'; complete -C 'holdpoint ${words}'`);
  return offers.map((line) => line.split('\t')[0] ?? '');
}

describe('completion in bash', () => {
  it('offers the commands', async () => {
    expect(await inBash('re')).toEqual(['restore-revision', 'resume', 'record', 'report', 'restore']);
  });
  it("offers a command's options and the words that an option takes", async () => {
    expect(await inBash('run', '--on')).toEqual(['--on-failure']);
    expect(await inBash('run', '--mode', '')).toEqual(['live', 'rehearsal', 'check']);
  });
  it('offers files where a file stands, and runs where a run stands', async () => {
    expect(await inBash('lint', 'lab')).toEqual(['lab.release.yaml']);
    expect(await inBash('show', '')).toEqual([run]);
    expect(await inBash('run', '--failed-of', 'r-')).toEqual([run]);
  });
});

describe('completion in fish', () => {
  it('offers commands, options, words, files and runs', async () => {
    expect([...(await inFish('re'))].sort()).toEqual([
      'record',
      'report',
      'restore',
      'restore-revision',
      'resume',
    ]);
    expect(await inFish('run --on')).toEqual(['--on-failure']);
    expect([...(await inFish('run --mode '))].sort()).toEqual(['check', 'live', 'rehearsal']);
    expect(await inFish('lint lab')).toEqual(['lab.release.yaml']);
    expect(await inFish('show ')).toEqual([run]);
  });
});

describe('completion in zsh', () => {
  it('is taken by its completion system', async () => {
    const text = `autoload -U compinit; compinit -u -D; source '${scriptOf('zsh')}'; print $_comps[holdpoint]`;
    expect(await inShell('zsh', text)).toEqual(['_holdpoint']);
  });
});

describe('help', () => {
  it('groups the commands by what a person does', async () => {
    const { stdout, exit } = await desk.cli(['--help']);
    expect(exit).toBe(0);
    expect(stdout.match(/^\S.*:$/gm)).toEqual([
      'Options:',
      'Author a release:',
      'Run it:',
      'Look at the evidence:',
      'Look after the library:',
      'More:',
    ]);
  });
  it('marks what has to be given', async () => {
    const { stdout } = await desk.cli(['help', 'record']);
    expect(stdout.match(/^ +--\S+.*\(required\)$/gm)?.map((line) => line.trim().split(' ')[0])).toEqual([
      '--step',
      '--by',
    ]);
  });
  it('is named by a usage error, the help of that command', async () => {
    const { stderr, exit } = await desk.cli(['export', 'lab', '--formt', 'yaml']);
    expect(exit).toBe(2);
    expect(stderr).toBe(
      "error: usage: required option '--format <format>' not specified; see holdpoint help export\n",
    );
    expect((await desk.cli(['rnu'])).stderr).toBe(
      "error: usage: unknown command 'rnu' (Did you mean run?); see holdpoint --help\n",
    );
  });
});
