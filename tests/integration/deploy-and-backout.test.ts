import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let hosts: Sshd[];
let run: string;

beforeAll(async () => {
  desk = openDesk();
  hosts = await Promise.all(
    ['gate', 'web1', 'web2', 'db1'].map((name) => startSshd({ name, config: ['LogLevel DEBUG1'] })),
  );
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  desk.close();
});

const at = (name: string): Sshd => hosts.find((host) => host.name === name)!;

/** `switch` fails on web2, after it has left its mark there. */
function release(): object {
  const places = inventory(hosts, { web1: { tags: ['web'] }, web2: { tags: ['web'], via: 'gate' } });
  return releaseOf(places, [
    noted('stop', 'all'),
    noted('switch', 'web', {
      run: `${note('did switch')}; test "$HOLDPOINT_HOST" != web2 || { echo broken >&2; exit 7; }`,
      rollout: { parallel: 1 },
    }),
    noted('never', 'all'),
  ]);
}

describe('a deployment on four hosts, one behind another, that fails on one host', () => {
  it('ends with exit code 1 and says which host', async () => {
    const { exit, stdout } = await desk.run(desk.write('four', release()), ['--on-failure', 'stop']);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/failed +switch@web2.*Exit code 7/);
    run = await desk.lastRun();
    expect(at('gate').log()).toContain('server_request_direct_tcpip');
  });

  it('tells each unit truly', async () => {
    const shown = await desk.show(run);
    expect(shown.state).toBe('failed');
    expect(statesOf(shown)).toEqual([
      ...['gate', 'web1', 'web2', 'db1'].map((name) => `stop@${name} ok`),
      'switch@web1 ok',
      'switch@web2 failed',
      ...['gate', 'web1', 'web2', 'db1'].map((name) => `never@${name} waiting`),
    ]);
    expect(unitIn(shown, 'switch', 'web2')).toMatchObject({
      attempt: 1,
      exit: 7,
      stderr: { bytes: 7 },
      reason: 'Exit code 7',
    });
    for (const host of hosts) {
      const isWeb = host.name.startsWith('web');
      expect(journalOf(host)).toEqual(isWeb ? ['did stop', 'did switch'] : ['did stop']);
    }
  });

  it('shows what a backout would undo, newest first, and does nothing', async () => {
    const { exit, stdout } = await desk.cli(['backout', run, '--dry-run', '--json']);
    expect(exit).toBe(0);
    const { of, units } = JSON.parse(stdout);
    expect(of).toBe(run);
    const places = units.map((unit: { step: string; host: string }) => `${unit.step}@${unit.host}`);
    expect(places.slice(0, 2)).toEqual(['switch@web2', 'switch@web1']);
    expect(places.slice(2).toSorted()).toEqual(['stop@db1', 'stop@gate', 'stop@web1', 'stop@web2']);
    expect(units[0]).toMatchObject({
      undo: note('undid switch'),
      because: 'It failed and may be partly done',
    });
    expect(hosts.flatMap(journalOf).filter((line) => line.startsWith('undid'))).toEqual([]);
  });

  it('undoes exactly what ran, newest first, where it ran', async () => {
    const { exit, stdout } = await desk.backout(run, ['--json']);
    expect(exit).toBe(0);
    const backout = JSON.parse(stdout);
    expect(backout).toMatchObject({ plan: 'backout', undoes: run, state: 'succeeded' });
    for (const host of hosts) {
      const did = host.name.startsWith('web') ? ['did stop', 'did switch'] : ['did stop'];
      const undid = did.toReversed().map((line) => line.replace('did', 'undid'));
      expect(journalOf(host)).toEqual([...did, ...undid]);
    }
  });

  it('leaves evidence that verifies', async () => {
    const { exit, stdout } = await desk.verify();
    expect(stdout).toMatch(/^ok: \d+ events of 2 runs/);
    expect(exit).toBe(0);
  });

  it('refuses to back out a backout', async () => {
    const { exit, stderr } = await desk.backout(await desk.lastRun());
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error: is-backout: /);
  });
});

it('undoes on the named hosts alone', async () => {
  const file = desk.write('limited', releaseOf(inventory(hosts), [noted('mark', 'web1 or db1')]));
  expect((await desk.run(file)).exit).toBe(0);
  const before = hosts.map((host) => journalOf(host).length);
  expect((await desk.backout(await desk.lastRun(), ['--limit', 'db1'])).exit).toBe(0);
  const added = hosts.map((host, i) => journalOf(host).slice(before[i]));
  expect(added).toEqual([[], [], [], ['undid mark']]);
});

it('begins at a later step, records what it leaves out, and does not undo that', async () => {
  const places = inventory(hosts, { gate: { address: '192.0.2.1', port: 9 } });
  const steps = [
    noted('first', 'all'),
    { id: 'go', title: 'Go', hold: {} },
    noted('mark', 'db1'),
    noted('end', 'db1'),
  ];
  const file = desk.write('later', releaseOf(places, steps));
  const before = hosts.map((host) => journalOf(host).length);
  const words = ['--from', 'mark', '--answers', desk.answers({ go: { released_by: ['max'] } })];
  const unsaid = await desk.run(file, words);
  expect([unsaid.exit, unsaid.stderr]).toEqual([2, expect.stringMatching(/^error: no-reason: .*--because/)]);
  const dry = await desk.cli(['run', file, '--env', 'lab', '--from', 'mark', '--dry-run']);
  expect(dry.stdout).toContain('it begins at mark; what comes before is left out, but for hold points');
  expect(dry.stdout).toContain('left out: it comes before the step at which the run begins');
  const began = await desk.run(file, [...words, '--because', 'Done by hand at noon']);
  expect([began.exit, began.stderr]).toEqual([0, expect.any(String)]);
  const done = await desk.lastRun();
  const shown = await desk.show(done);
  expect(shown).toMatchObject({
    from: { step: 'mark', because: 'Done by hand at noon', by: shown.operator },
  });
  expect(statesOf(shown).slice(3)).toEqual(['first@db1 skipped', 'go ok', 'mark@db1 ok', 'end@db1 ok']);
  expect(shown.units[0]).toMatchObject({
    reason: `Left out by ${shown.operator}, since the run begins at Do mark: Done by hand at noon`,
  });
  const said = `Begins at Do mark (mark). ${shown.operator} left out Do first: Done by hand at noon`;
  expect((await desk.cli(['show', done])).stdout).toContain(said);
  const report = await desk.cli(['report', done, '--format', 'md', '-o', '-']);
  expect(report.stdout.replaceAll('\\', '')).toContain(said);
  expect((await desk.backout(done)).exit).toBe(0);
  const added = hosts.map((host, i) => journalOf(host).slice(before[i]));
  expect(added).toEqual([[], [], [], ['did mark', 'did end', 'undid end', 'undid mark']]);
});

it('is closed once everything that is open has a reason, which stands in the log', async () => {
  const file = desk.write('closing', releaseOf(inventory(hosts), [noted('mark', 'db1')]));
  expect((await desk.run(file)).exit).toBe(0);
  const done = await desk.lastRun();
  const logged = await desk.cli(['defect', done, 'It is slow', '--severity', 'minor']);
  expect([logged.exit, logged.stderr]).toEqual([0, '']);
  const asked = await desk.cli(['close', done]);
  expect(asked.exit).toBe(3);
  expect(asked.stdout).toContain('1 point is still open');
  expect(asked.stdout).toContain(`holdpoint defect ${done} --close 1 --note NOTE`);
  const listed = await desk.cli(['close', done, '--list', '--json']);
  expect([listed.exit, JSON.parse(listed.stdout)]).toMatchObject([
    0,
    { run: done, closed: null, open: [{ key: 'defect:1' }], standing: { is: 'deployed', isClosed: false } },
  ]);
  const odd = await desk.cli(['close', done, '--accept', 'defect:2=x']);
  expect([odd.exit, odd.stderr]).toEqual([3, expect.stringContaining('defect:2 is not open in this run')]);
  const closed = await desk.cli(['close', done, '--accept', 'defect:1=CR-7 mends it', '--note', 'All told']);
  expect([closed.exit, closed.stderr]).toEqual([0, '']);
  expect(closed.stdout).toMatch(/: All told; 1 point was open and accepted\n.*: CR-7 mends it\n/);
  expect(closed.stdout).toContain('deployed, not verified on lab, closed');
  expect((await desk.show(done)).closed).toMatchObject({ accepted: [{ because: 'CR-7 mends it' }] });
  expect((await desk.cli(['runs'])).stdout).toContain('succeeded, closed');
  const report = await desk.cli(['report', done, '--format', 'md', '-o', '-']);
  expect(report.stdout).toContain('## Close-out');
  expect((await desk.verify()).exit).toBe(0);
});

it('estimates a backout by what the one before it took', async () => {
  const file = desk.write('timed', {
    ...releaseOf(inventory(hosts), [noted('mark', 'db1', { undo: 'sleep 1' })]),
    release: { id: 'timed', name: 'Timed', version: '1.0.0' },
  });
  const estimate = async () => {
    expect((await desk.run(file)).exit).toBe(0);
    const { stdout } = await desk.cli(['backout', await desk.lastRun(), '--dry-run', '--json']);
    return JSON.parse(stdout).estimate;
  };
  expect(await estimate()).toEqual({
    ms: 0,
    unestimated: 1,
    without: [{ step: 'mark', title: 'Undo: Do mark' }],
  });
  expect((await desk.backout(await desk.lastRun())).exit).toBe(0);
  const { ms, unestimated } = await estimate();
  expect(unestimated).toBe(0);
  expect(ms).toBeGreaterThanOrEqual(1000);
});
