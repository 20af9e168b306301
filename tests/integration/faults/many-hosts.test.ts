import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunJson } from '#core/run/view.ts';
import {
  type Desk,
  inventory,
  journalOf,
  note,
  noted,
  openDesk,
  releaseOf,
  statesOf,
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { type Relay, startRelay } from '#support/relay.ts';
import { generateKey, type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
beforeAll(() => {
  desk = openDesk();
});
afterAll(() => desk.close());

const numbered = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);

/** All names stand for one server, which is told. */
const besides = (stderr: string): string => stderr.replaceAll(/^note: .* are one machine: .*\n/gm, '');

describe('forty hosts of which six go away after preflight', () => {
  let near: Sshd;
  let far: Sshd;
  let gate: Sshd;
  let relays: Relay[];
  let run: string;
  const living = numbered(34, 'app');
  const dying = numbered(6, 'edge');

  beforeAll(async () => {
    const config = ['MaxStartups 100'];
    [gate, near, far] = (await Promise.all(
      ['gate', 'near', 'far'].map((name) => startSshd({ name, config })),
    )) as [Sshd, Sshd, Sshd];
    relays = await Promise.all(dying.map(() => startRelay(far)));
  });
  afterAll(async () => {
    await Promise.all(relays.map((relay) => relay.cut()));
    await Promise.all([gate, near, far].map((server) => server.stop()));
  });

  it('row 17: leaves them unreachable, does the others, and asks', async () => {
    const hosts = [
      gate,
      ...living.map((name) => ({ ...near, name })),
      ...dying.map((name, index) => ({ ...far, name, port: relays[index]?.port ?? 0 })),
    ];
    const wait = `${note('waits')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.05; done`;
    const steps = [
      noted('wait', 'gate', { run: wait }),
      noted('work', 'app-* or edge-*', { on_failure: 'ask', rollout: { parallel: 40, stop_after: 40 } }),
    ];
    const file = desk.write('forty', releaseOf(inventory(hosts), steps));
    const running = await desk.startRun(file, ['--json', '--reconnect', '2s', '--answers', desk.answers({})]);
    await until(() => journalOf(gate).includes('waits'));
    await Promise.all(relays.map((relay) => relay.cut()));
    writeFileSync(join(gate.dir, 'go'), '');
    const { exit, stdout, stderr } = await running.ended;
    expect([exit, besides(stderr)]).toEqual([3, '']);
    const shown = JSON.parse(stdout);
    run = shown.run;
    expect(shown.state).toBe('waiting');
    expect(statesOf(shown).filter((each) => !each.endsWith(' ok'))).toEqual(
      dying.map((name) => `work@${name} unreachable`),
    );
    for (const [index, name] of dying.entries())
      expect(unitIn(shown, 'work', name).reason).toBe(
        `${name} (127.0.0.1:${relays[index]?.port}): the connection was refused. Check the port and that sshd is running there`,
      );
    expect(journalOf(near)).toEqual(living.map(() => 'did work'));
    expect(journalOf(far)).toEqual([]);
  });

  it('row 17: tries again only what did not work', async () => {
    await Promise.all(relays.map((relay) => relay.mend()));
    const answers = desk.answers({ work: 'retry' });
    const { exit, stdout, stderr } = await desk.resume(run, ['--json', '--answers', answers]);
    expect([exit, besides(stderr)]).toEqual([0, '']);
    const shown = JSON.parse(stdout);
    expect(shown.state).toBe('succeeded');
    const attempts = (names: readonly string[]) => names.map((name) => unitIn(shown, 'work', name).attempt);
    expect(new Set(attempts(living))).toEqual(new Set([1]));
    expect(new Set(attempts(dying))).toEqual(new Set([2]));
    expect(journalOf(near)).toEqual(living.map(() => 'did work'));
    expect(journalOf(far)).toEqual(dying.map(() => 'did work'));
  });
});

describe('a server that lets few in', () => {
  it('row 69: is asked again and queued for, which no step hears of', async () => {
    const strict = await startSshd({ name: 'strict', config: ['MaxStartups 4:100:8', 'MaxSessions 1'] });
    const names = numbered(16, 'app');
    const steps = ['one', 'two', 'three'].map((id) => noted(id, 'all', { rollout: { parallel: 16 } }));
    const file = desk.write('few', releaseOf(inventory(names.map((name) => ({ ...strict, name }))), steps));
    const { exit, stdout, stderr } = await desk.run(file, ['--json']);
    expect(strict.log()).toContain('past MaxStartups');
    expect([exit, besides(stderr)]).toEqual([0, '']);
    const { units } = JSON.parse(stdout) as RunJson;
    expect(units.filter(({ state, attempt }) => state !== 'ok' || attempt !== 1)).toEqual([]);
    expect(journalOf(strict)).toHaveLength(48);
    await strict.stop();
  });

  it('row 69: behind a firewall that limits the rate of connections is asked again, and every step runs once', async () => {
    const server = await startSshd({ name: 'limited' });
    const relay = await startRelay(server, 0, 60);
    const names = numbered(16, 'app');
    const hosts = names.map((name) => ({ ...server, name, address: relay.address, port: relay.port }));
    const step = noted('work', 'all', { rollout: { parallel: 16 } });
    const { exit, stdout, stderr } = await desk.run(
      desk.write('limited', releaseOf(inventory(hosts), [step])),
      ['--json'],
    );
    expect([exit, besides(stderr)]).toEqual([0, '']);
    expect(relay.overrun()).toBeGreaterThan(0);
    const { units } = JSON.parse(stdout) as RunJson;
    expect(units.filter(({ state, attempt }) => state !== 'ok' || attempt !== 1)).toEqual([]);
    expect(journalOf(server)).toHaveLength(16);
    await relay.cut();
    await server.stop();
  });

  it('row 69: to an agent of many keys says that one should be named', async () => {
    const strict = await startSshd({ name: 'strict', config: ['MaxAuthTries 3'] });
    const socket = join(desk.folder, 'agent');
    const agent = execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' });
    const keys = await Promise.all(numbered(4, 'key').map((name) => generateKey(desk.folder, name)));
    const env = { SSH_AUTH_SOCK: socket };
    execFileSync('ssh-add', ['-q', ...keys], { env: { ...process.env, ...env }, stdio: 'ignore' });
    const file = desk.write('agent', releaseOf(inventory([strict]), [noted('work', 'all')]));
    const words = ['run', file, '--env', 'lab', '--credential', 'default=agent', '--json'];
    const { exit, stdout, stderr } = await desk.cli(words, env);
    process.kill(Number(/SSH_AGENT_PID=(\d+)/.exec(agent)?.[1]));
    expect(exit).toBe(4);
    expect(stderr).toBe(
      `error: authentication-refused: strict (127.0.0.1:${strict.port}): the host gave up before it had seen every key of the agent (MaxAuthTries). Name the one key for user ${strict.user} in the credential, or give its file\n`,
    );
    expect(statesOf(JSON.parse(stdout))).toEqual(['work@strict waiting']);
    await strict.stop();
  });
});
