/** Expressions and globs of an author that would hold a program which goes back again and again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, inventory, openDesk, releaseOf, unitIn } from '#support/cli-fixture.ts';
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

const release = (step: object): string =>
  desk.write(
    'matching',
    releaseOf(inventory([host]), [
      { id: 'print', title: 'Print', on: 'web1', nothing_to_undo: 'Prints', ...step },
    ]),
  );
const PRINT = `head -c 100000 /dev/zero | tr '\\0' a; echo '!'`;

describe('an expression with doubled quantifiers', () => {
  it('is decided on 100,000 characters of output, and the run ends', async () => {
    const file = release({ run: PRINT, expect: { stdout: '^(a+)+$' } });
    expect((await desk.run(file, ['--on-failure', 'stop'])).exit).toBe(1);
    expect(unitIn(await desk.show(await desk.lastRun()), 'print', 'web1')).toMatchObject({
      state: 'failed',
      exit: 0,
      reason: 'Output does not match ^(a+)+$',
    });
  });

  it('is decided in a condition, by lint, plan and run alike', async () => {
    const when = `"${'a'.repeat(10_000)}!" =~ "^(a+)+$"`;
    const file = release({ run: PRINT, when });
    expect((await desk.cli(['lint', file])).exit).toBe(0);
    expect((await desk.cli(['plan', file, '--env', 'lab'])).exit).toBe(0);
    expect((await desk.run(file)).exit).toBe(0);
    expect(unitIn(await desk.show(await desk.lastRun()), 'print', 'web1').state).toBe('skipped');
  });
});

it('names what to write instead of what could hold the program', async () => {
  const { exit, stdout } = await desk.cli(['lint', release({ run: 'true', expect: { stdout: '(?=up)' } })]);
  expect(exit).toBe(1);
  expect(stdout).toMatch(/error bad-regex looking ahead, .* is not supported, .*stdout_not/);
});

it('lints, plans and imports a glob with many stars', async () => {
  const file = release({ run: 'true', on: `web1 or ${'*a'.repeat(40)}*b` });
  const long = desk.write(
    'glob',
    releaseOf({ [`h${'a'.repeat(200)}`]: { address: '127.0.0.1' } }, [
      { id: 'x', title: 'X', on: `${'*a'.repeat(40)}*b`, run: 'true', nothing_to_undo: 'Nothing' },
    ]),
  );
  expect((await desk.cli(['lint', file])).exit).toBe(0);
  expect((await desk.cli(['plan', file, '--env', 'lab'])).exit).toBe(0);
  const { exit, stdout } = await desk.cli(['lint', long]);
  expect(exit).toBe(1);
  expect(stdout).toMatch(/error no-host /);
  expect((await desk.cli(['import', file, '--replace'])).exit).toBe(0);
});
