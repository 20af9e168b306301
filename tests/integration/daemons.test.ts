import { existsSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Desk, inventory, isAlive, openDesk, releaseOf, unitIn, until } from '#support/cli-fixture.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
});
const pidFile = (): string => join(host.dir, 'daemon');
const daemonPid = (): number => (existsSync(pidFile()) ? Number(readFileSync(pidFile(), 'utf8')) : 0);
afterEach(() => {
  if (daemonPid() > 0 && isAlive(daemonPid())) process.kill(daemonPid(), 'SIGKILL');
  rmSync(pidFile(), { force: true });
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

/** Starts a daemon in a session of its own, which prints without end. */
const STARTS =
  `setsid sh -c 'trap "" PIPE; echo $$ >"$HOLDPOINT_HOST_DIR/daemon"; while :; do echo tick; sleep 0.2; done' & ` +
  `until test -s "$HOLDPOINT_HOST_DIR/daemon"; do sleep 0.05; done; echo started`;

const release = (more: object): string =>
  desk.write(
    'daemons',
    releaseOf(inventory([host]), [
      { id: 'serve', title: 'Serve', on: 'all', run: STARTS, nothing_to_undo: 'x', ...more },
    ]),
  );

it('an attached step that starts a daemon is over soon after its command, and leaves the daemon alone', async () => {
  const { exit, stdout } = await desk.run(release({ mode: 'attached', timeout: '2m' }));
  expect(exit).toBe(0);
  expect(stdout).toMatch(/ok {10}serve@web1 .*left processes of its own running/);
  expect(isAlive(daemonPid())).toBe(true);
  const report = ['report', await desk.lastRun(), '--format', 'md', '-o', '-'];
  expect((await desk.cli(report)).stdout).toMatch(
    /It left processes of its own running on the host\. Nobody reads what they print .* may end by it \(SIGPIPE\)/,
  );
});

it('what an attached step leaves running, or a signal to its whole group, does not reach the next step', async () => {
  const step = (id: string, run: string) => ({
    id,
    title: id,
    on: 'all',
    run,
    nothing_to_undo: 'x',
    mode: 'attached',
  });
  const steps = [
    step('serve', STARTS),
    step('next', 'echo next'),
    { ...step('ends', 'echo before; kill -TERM 0; sleep 60'), expect: { exit: 143 } },
    { ...step('aborts', 'kill -ABRT 0; sleep 60'), expect: { exit: 134 } },
    { ...step('breaks', 'kill -PIPE 0; sleep 60'), expect: { exit: 141 } },
    step('last', 'echo last'),
  ];
  const { stdout } = await desk.run(desk.write('kept-apart', releaseOf(inventory([host]), steps)), [
    '--json',
  ]);
  const outcome = ['next', 'ends', 'aborts', 'breaks', 'last'].map((id) => {
    const { state, exit, stdout: printed } = unitIn(JSON.parse(stdout), id, 'web1');
    return [state, exit, printed?.bytes];
  });
  expect(outcome).toEqual([
    ['ok', 0, 5],
    ['ok', 143, 7],
    ['ok', 134, 0],
    ['ok', 141, 0],
    ['ok', 0, 5],
  ]);
});

it('the output of a daemon that a tracked step started stays on the host, and leftovers names it until it ends', async () => {
  const file = release({});
  const { exit, stdout, stderr } = await desk.run(file);
  expect(exit).toBe(0);
  expect(stdout + stderr).toMatch(
    new RegExp(
      `pid ${daemonPid()}, which attempt \\S+ left running, still writes to its output there \\([\\d.]+ KiB\\)`,
    ),
  );
  expect(unitIn(await desk.show(await desk.lastRun()), 'serve', 'web1').state).toBe('ok');
  const words = ['leftovers', file, '--env', 'lab', '--credential', `default=key:${(await userKey()).key}`];
  const listed = await desk.cli([...words, '--clean']);
  expect(listed.stdout).toMatch(new RegExp(`[\\d.]+ KiB, pid ${daemonPid()} still writes to its output`));
  const output = readlinkSync(`/proc/${daemonPid()}/fd/1`);
  expect(existsSync(output)).toBe(true);
  process.kill(daemonPid(), 'SIGKILL');
  await until(async () => {
    await desk.cli([...words, '--clean']);
    return !existsSync(output);
  });
});
