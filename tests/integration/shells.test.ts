/** Which shell runs a text, and what `strict` makes of a line that fails; on a host whose /bin/sh is dash. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, journalOf, note, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;
beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

let count = 0;
/** Runs one step; gives the run's exit code, the step's state and what was noted on the host. */
async function runStep(step: object, more: Readonly<Record<string, unknown>> = {}, words: string[] = []) {
  count += 1;
  const id = `s${count}`;
  const whole = { id, title: 'Try it', on: 'all', nothing_to_undo: 'A test', on_failure: 'stop', ...step };
  const before = journalOf(host).length;
  const result = await desk.run(desk.write(id, releaseOf(inventory([host]), [whole], more)), words);
  const [unit] = result.exit === 2 ? [] : (await desk.show(await desk.lastRun())).units;
  return { ...result, unit, noted: journalOf(host).slice(before) };
}

describe.each([['tracked'], ['attached']])('a %s step', (mode) => {
  it('runs its text by bash where it says so', async () => {
    const run = `if [[ 5 -lt 7 ]]; then words=(a b); ${note(`bash ${mode} $\{#words[@]}`)}; fi`;
    const { exit, noted } = await runStep({ run, shell: 'bash', mode });
    expect([exit, noted]).toEqual([0, [`bash ${mode} 2`]]);
  });

  it('runs a text by bash that is too long for an argument', async () => {
    const run = `: ${'x'.repeat(200 * 1024)}\nif [[ 5 -lt 7 ]]; then ${note('long')}; fi; exit 3`;
    const { unit, noted } = await runStep({ run, shell: 'bash', strict: true, mode });
    expect([unit?.state, unit?.exit, noted]).toEqual(['failed', 3, ['long']]);
  });

  it('waits for what &> would send into the background of sh', async () => {
    const { exit, unit } = await runStep({
      run: 'sh -c "sleep 0.2; exit 9" &>/dev/null',
      shell: 'bash',
      mode,
    });
    expect([exit, unit?.exit]).toEqual([1, 9]);
  });

  it.each([['sh'], ['bash']])('fails at the first line that fails when strict, by %s', async (shell) => {
    const run = `${note('one')}\nfalse\n${note('two')}\n`;
    const { exit, unit, noted } = await runStep({ run, shell, strict: true, mode });
    expect([exit, unit?.state, unit?.exit, noted]).toEqual([1, 'failed', 1, ['one']]);
    expect((await runStep({ run, shell, mode })).noted).toEqual(['one', 'two']);
  });

  it('fails with the left side of a pipe when strict, by bash', async () => {
    const run = `no-such-dump | cat\n${note('after the pipe')}`;
    const { exit, unit, noted } = await runStep({ run, shell: 'bash', strict: true, mode });
    expect([exit, unit?.exit, noted]).toEqual([1, 127, []]);
  });

  it('fails at a variable that is not set when strict', async () => {
    const { exit } = await runStep({ run: 'rm -rf "/tmp/$HP_NOT_SET/cache"; true', strict: true, mode });
    expect(exit).toBe(1);
  });

  it('gets its environment, folder and quoted values the same', async () => {
    const odd = `it's "odd" $HOME \\ end`;
    const { exit, noted } = await runStep(
      {
        run: `${note('"$PWD/$WORD/"{{ vars.odd }}')}`,
        env: { WORD: odd },
        cwd: '/',
        shell: 'bash',
        strict: true,
        mode,
      },
      {},
      ['--var', `odd=${odd}`],
    );
    expect([exit, noted]).toEqual([0, [`//${odd}/${odd}`]]);
  });
});

it('takes shell and strict from the phase, the environment and the release, the nearest first', async () => {
  const run = `[[ 1 ]] && ${note('by bash')}\nfalse\n${note('past it')}`;
  const phase = await runStep({ run }, { phase: { shell: 'bash', strict: true } });
  expect([phase.exit, phase.noted]).toEqual([1, ['by bash']]);
  const release = await runStep({ run }, { info: { shell: 'bash', strict: true } });
  expect([release.exit, release.noted]).toEqual([1, ['by bash']]);
  const own = await runStep({ run, strict: false }, { info: { shell: 'bash', strict: true } });
  expect([own.exit, own.noted]).toEqual([0, ['by bash', 'past it']]);
  const environments = { lab: { kind: 'test', shell: 'bash', strict: true, hosts: inventory([host]) } };
  const environment = await runStep({ run }, { environments });
  expect([environment.exit, environment.noted]).toEqual([1, ['by bash']]);
});

it('runs the undo, the own check and a polled check by the shell of the step', async () => {
  const file = desk.write(
    'all-texts',
    releaseOf(inventory([host]), [
      {
        id: 'work',
        title: 'Work',
        on: 'all',
        shell: 'bash',
        run: note('worked'),
        undo: `[[ 1 ]] && ${note('undone by bash')}`,
      },
      { id: 'wait', title: 'Wait', on: 'all', shell: 'bash', wait: { check: '[[ 1 ]]', timeout: '20s' } },
    ]),
  );
  expect((await desk.run(file)).exit).toBe(0);
  expect((await desk.backout(await desk.lastRun())).exit).toBe(0);
  expect(journalOf(host).slice(-2)).toEqual(['worked', 'undone by bash']);
});

describe('a script', () => {
  const write = (name: string, text: string) => {
    mkdirSync(join(desk.folder, 'bin'), { recursive: true });
    writeFileSync(join(desk.folder, 'bin', name), text);
    return `bin/${name}`;
  };

  it('in a file is run by what its first line names', async () => {
    const file = write('mig.py', '#!/usr/bin/env python3\nimport sys\nprint(sys.version_info.major)\n');
    const { exit, unit } = await runStep({ script: { file }, expect: { stdout: '^3$' } });
    expect([exit, unit?.state]).toEqual([0, 'ok']);
  });

  it('is run by the interpreter that the release names, whatever its first line says', async () => {
    const file = write('odd.sh', '#!/no/such/program\nexit 7\n');
    const { unit } = await runStep({ script: { file, interpreter: 'sh' } });
    expect(unit?.exit).toBe(7);
  });

  it('as text honours its first line too, with its option, and keeps $0 its file', async () => {
    const text = `#!/bin/bash -e\n[[ $0 == */script ]] && ${note('by its first line')}\nfalse\n${note('no')}\n`;
    const { exit, noted } = await runStep({ script: { text } });
    expect([exit, noted]).toEqual([1, ['by its first line']]);
  });

  it('ends at the first line that fails when strict', async () => {
    const text = `${note('in')}\nfalse\n${note('out')}\n`;
    expect((await runStep({ script: { text }, strict: true })).noted).toEqual(['in']);
    expect((await runStep({ script: { text: `#!/bin/bash\n${text}` }, strict: true })).noted).toEqual(['in']);
  });

  it('with Windows line ends is refused before anything runs, and the line is named', async () => {
    const file = write('crlf.sh', '#!/bin/sh\ncd /srv/app\r\nrm -rf ./cache\r\n');
    const { exit, stderr } = await runStep({ script: { file } });
    expect(exit).toBe(2);
    expect(stderr).toContain('The script bin/crlf.sh has a Windows line end (CR) in line 2');
    expect(stderr).toContain('save it with Unix line ends (LF)');
  });

  it('whose interpreter the host lacks is refused by preflight, which names host, program and step', async () => {
    const { exit, stderr } = await runStep({ script: { text: '#!/usr/bin/env hp-no-such\ntrue\n' } });
    expect(exit).toBe(4);
    expect(stderr).toMatch(/program-missing: web1 has no hp-no-such, which step s\d+ needs/);
  });
});

it('an environment that the host does not take starts nothing, and the value is named', async () => {
  const { exit, stdout, unit, noted } = await runStep({
    run: note('ran'),
    env: { SMALL: 'x', BLOB: 'y'.repeat(200 * 1024) },
  });
  expect([exit, unit?.state, noted]).toEqual([1, 'unreachable', []]);
  expect(stdout).toContain(
    'The host did not start it: the environment of the step is too large there: BLOB alone has 200.',
  );
});
