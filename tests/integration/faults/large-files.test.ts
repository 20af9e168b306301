/** Files that an author or operator names: endless, huge, or with countless problems. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk, releaseOf } from '#support/cli-fixture.ts';

let desk: Desk;
let whole: string;

beforeAll(() => {
  desk = openDesk();
  whole = desk.write(
    'whole',
    releaseOf({ web1: { address: '127.0.0.1' } }, [{ id: 'a', title: 'A', on: 'web1', check: 'true' }]),
  );
});
afterAll(() => desk.close());

const HEAD = `holdpoint: 1
release: {id: big, name: Big, version: "1"}
environments: {lab: {vars: {x: "1"}, hosts: {web1: {address: 10.0.0.1}}}}
deployment:
  phases:
    - id: main
      title: Main
      steps:
`;
function file(name: string, text: string): string {
  const path = join(desk.folder, name);
  writeFileSync(path, text);
  return path;
}

describe('a release file', () => {
  it.each(['lint', 'import', 'plan'])('of 20 GB is refused by its size, by %s', async (command) => {
    const path = file('sparse.yaml', '');
    truncateSync(path, 20 * 1024 ** 3);
    const more = command === 'plan' ? ['--env', 'lab'] : [];
    const { exit, stderr } = await desk.cli([command, path, ...more]);
    expect(exit).toBe(2);
    expect(stderr).toMatch(
      /^error: file-unreadable: .*sparse\.yaml: it is larger than 8\.0 MiB, the most that is read/,
    );
  });

  it('that is a device is refused; one that is a pipe is read as far as it goes', async () => {
    expect((await desk.cli(['lint', '/dev/zero'])).stderr).toMatch(
      /: it is a device or socket; give a plain file/,
    );
    const shell = `exec "$0" "$@" <(cat "$RELEASE")`;
    const { command, env } = desk.commandLine(['lint'], { RELEASE: whole });
    execFileSync('bash', ['-c', shell, ...command], { env });
  });

  it('with one value without quotes among forty steps has one problem, with the cure', async () => {
    const steps = Array.from(
      { length: 40 },
      (_, i) =>
        `        - {id: s${i}, title: T, on: web1, run: ${i === 7 ? '{{ vars.x }}' : '"true"'}, undo: "true"}\n`,
    );
    const { exit, stdout } = await desk.cli(['lint', file('bare.yaml', HEAD + steps.join(''))]);
    expect(exit).toBe(1);
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(
        /bare\.yaml:16:45: error quote-it YAML takes \{\{ vars\.x \}\} without quotes for a mapping: quote the whole text, as in "\{\{ vars\.x \}\}"$/,
      ),
    ]);
  });

  it('with a problem in each of forty steps without quotes has one problem at each', async () => {
    const steps = Array.from(
      { length: 40 },
      (_, i) =>
        `        - id: s${i}\n          title: T\n          on: web1\n          run: {{ vars.x }}/bin/a | b\n`,
    );
    const { stdout } = await desk.cli(['lint', file('each.yaml', HEAD + steps.join(''))]);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[2]),
    ).toEqual(Array(40).fill('quote-it'));
  });

  it('of 7.9 MB with tens of thousands of problems prints 200 of them, errors first, and counts the rest', async () => {
    const step = (i: number): string =>
      `        - {id: s${i}, title: Step number ${i}, on: web1, run: "systemctl restart ${'x'.repeat(120)}", timeuot: 5m}\n`;
    let text = HEAD;
    for (let i = 0; text.length < 7_900_000; i += 1) text += step(i);
    const { exit, stdout } = await desk.cli(['lint', file('many.yaml', text)]);
    expect(exit).toBe(1);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(201);
    expect(lines[0]).toMatch(
      /many\.yaml:9:\d+: error unknown-key "timeuot" is not known here; did you mean "timeout"\?/,
    );
    expect(lines[200]).toMatch(/many\.yaml: and \d{5} more, \d{5} of them errors$/);
  });
});

it('takes no endless answers file, known_hosts file, secret or script', async () => {
  const run = (release: string, ...more: string[]) => desk.run(release, more);
  expect((await run(whole, '--answers', '/dev/zero')).stderr).toMatch(
    /answers-invalid: \/dev\/zero: it is a device/,
  );
  expect((await run(whole, '--known-hosts', '/dev/zero')).stderr).toMatch(
    /The known_hosts file \/dev\/zero cannot be read \(it is a device or socket; give a plain file\)/,
  );
  mkdirSync(join(desk.folder, 'scripts'));
  execFileSync('mkfifo', [join(desk.folder, 'scripts', 'go.sh')]);
  const step = { id: 'a', title: 'A', on: 'web1', script: { file: 'scripts/go.sh' } };
  const scripted = desk.write('scripted', releaseOf({ web1: { address: '127.0.0.1' } }, [step]));
  expect((await desk.cli(['plan', scripted, '--env', 'lab'])).stderr).toMatch(
    /"scripts\/go\.sh" is not a plain file/,
  );
  const secret = { id: 'a', title: 'A', on: 'web1', run: 'true', env: { T: '{{ secret.t }}' } };
  const secretive = desk.write('secretive', releaseOf({ web1: { address: '127.0.0.1' } }, [secret]));
  const refused = await run(secretive, '--secret', 't=file:/dev/zero');
  expect(refused.stderr).toMatch(/secret-missing: .*\/dev\/zero cannot be read \(it is a device or socket/);
});
