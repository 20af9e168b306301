/** Two programs that know of one run, or one whose library is older than what its hosts say: nothing is done twice. */
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import {
  type CliResult,
  type Desk,
  inventory,
  journalOf,
  note,
  noted,
  openDesk,
  type RunningCli,
  releaseOf,
  statesOf,
  until,
} from '#support/cli-fixture.ts';
import { canReboot, type Sshd, startSshd, userKey } from '#support/sshd.ts';

interface Lab {
  readonly desk: Desk;
  readonly hosts: readonly Sshd[];
}

async function openLab({ onTestFinished }: TestContext, names: readonly string[] = ['web1']): Promise<Lab> {
  const desk = openDesk();
  const hosts = await Promise.all(names.map((name) => startSshd({ name })));
  onTestFinished(async () => {
    await Promise.all(hosts.map((host) => host.stop()));
    desk.close();
  });
  return { desk, hosts };
}

/** Says that it runs, and ends when the test lets it. */
const gated = (id: string, more: object = {}): object =>
  noted(id, 'all', {
    run: `${note(`did ${id}`)}; until test -e "$HOLDPOINT_HOST_DIR/go-${id}"; do sleep 0.05; done; echo ended`,
    ...more,
  });
const letGo = ({ hosts }: Lab, id: string): void => {
  for (const host of hosts) writeFileSync(join(host.dir, `go-${id}`), '');
};

const copyOf = ({ data }: Desk): string => `${data}-copy`;

/** What another program, with the library in that folder, is told to do. */
async function startOther({ desk }: Lab, words: readonly string[], data: string): Promise<RunningCli> {
  const credential = ['--credential', `default=key:${(await userKey()).key}`];
  return desk.start([...words, ...credential], { HOLDPOINT_DATA: data });
}

async function other(lab: Lab, words: readonly string[], data: string): Promise<CliResult> {
  return (await startOther(lab, words, data)).ended;
}

/** A run whose second step is running on every host. */
async function begun(lab: Lab, steps: readonly object[]): Promise<{ running: RunningCli; run: string }> {
  const { desk, hosts } = lab;
  const file = desk.write('two', releaseOf(inventory(hosts), steps));
  const running = await desk.startRun(file, ['--on-failure', 'stop']);
  await until(() => hosts.every((host) => journalOf(host).includes('did second')));
  return { running, run: await desk.lastRun() };
}

const STEPS = [
  noted('first', 'all'),
  gated('second'),
  noted('third', 'all'),
  noted('fourth', 'all'),
  noted('fifth', 'all'),
];
const ONCE = ['did first', 'did second', 'did third', 'did fourth', 'did fifth'];

describe('a workstation that wakes after another has taken its run over', () => {
  it('sends nothing more to any host once the other has finished, and says who took the run over and when', async (test) => {
    const lab = await openLab(test, ['web1', 'web2']);
    const { desk, hosts } = lab;
    const { running, run } = await begun(lab, STEPS);
    running.child.kill('SIGSTOP');
    cpSync(desk.data, copyOf(desk), { recursive: true });
    letGo(lab, 'second');
    const second = await other(lab, ['resume', run, '--take-over'], copyOf(desk));
    expect(second.exit).toBe(0);
    for (const host of hosts) expect(journalOf(host)).toEqual(ONCE);

    running.child.kill('SIGCONT');
    const first = await running.ended;
    for (const host of hosts) expect(journalOf(host)).toEqual(ONCE);
    expect(first.exit).toBe(4);
    expect(first.stderr).toMatch(
      new RegExp(
        `^error: taken-over: web1, web2: ${run} was taken over by \\S+:${copyOf(desk)} \\(\\S+\\), which ended it at \\S+ \\S+ UTC\\. Nothing more was sent from here\\.`,
        'm',
      ),
    );
  });
});

describe('a run whose lease was removed by leftovers --clean of another library', () => {
  it('is told so, begins nothing more, and is resumed', async (test) => {
    const lab = await openLab(test);
    const { desk, hosts } = lab;
    const { running, run } = await begun(lab, STEPS);
    const file = join(desk.folder, 'two.release.yaml');
    await desk.cli(['import', file], { HOLDPOINT_DATA: copyOf(desk) });
    running.child.kill('SIGSTOP');
    await until(() => hosts.every((host) => host.killSessions() === 0));
    const cleaned = await other(lab, ['leftovers', file, '--env', 'lab', '--clean'], copyOf(desk));
    expect(cleaned.exit).toBe(0);
    running.child.kill('SIGCONT');
    const first = await running.ended;
    expect(first.exit).toBe(4);
    expect(first.stderr).toMatch(
      new RegExp(
        `^error: taken-over: web1: what this host noted of ${run} was removed there. .* resume the run .holdpoint resume ${run}.$`,
        'm',
      ),
    );
    letGo(lab, 'second');
    await until(
      async () => (await desk.resume(run, ['--answers', desk.answers({ second: 'recheck' })])).exit === 0,
    );
    for (const host of hosts) expect(journalOf(host)).toEqual(ONCE);
  });
});

describe('a library that is older than its hosts', () => {
  it('is refused at every host that has seen more of the run, and nothing is run again', async (test) => {
    const lab = await openLab(test, ['web1', 'web2']);
    const { desk, hosts } = lab;
    const { running, run } = await begun(lab, [
      noted('first', 'all'),
      gated('second'),
      noted('third', 'all'),
      gated('fourth'),
    ]);
    const kept = `${desk.data}-kept`;
    running.child.kill('SIGSTOP');
    cpSync(desk.data, kept, { recursive: true });
    running.child.kill('SIGCONT');
    letGo(lab, 'second');
    await until(() => hosts.every((host) => journalOf(host).includes('did fourth')));
    running.child.kill('SIGKILL');
    await running.ended;
    rmSync(desk.data, { recursive: true });
    renameSync(kept, desk.data);
    letGo(lab, 'fourth');

    const resumed = await desk.resume(run, ['--on-failure', 'stop']);
    for (const host of hosts)
      expect(journalOf(host)).toEqual(['did first', 'did second', 'did third', 'did fourth']);
    expect(resumed.exit).toBe(4);
    expect(resumed.stderr).toMatch(
      /^error: library-behind: web1 has seen more of this run than this library: .* continued it there up to event \d+ since \S+ \S+ UTC, and the log in this library ends at event \d+\./m,
    );
    expect(resumed.stdout).toMatch(
      /^To continue with web1, web2: resume the run in the library that has the whole of it\. Here it is refused again\.$/m,
    );
    expect(statesOf(await desk.show(run))).toContain('third@web1 waiting');
  });
});

describe('a library that does not know of a backout or a repair', () => {
  const count = (by: string): string => `echo ${by} >>"$HOLDPOINT_HOST_DIR/journal"`;
  const counted = (id: string): object => noted(id, 'all', { run: count(`+${id}`), undo: count(`-${id}`) });

  it('undoes nothing a second time after it was put back to a copy from before the backout', async (test) => {
    const lab = await openLab(test, ['web1', 'web2']);
    const { desk, hosts } = lab;
    await desk.run(desk.write('two', releaseOf(inventory(hosts), [counted('a'), counted('b')])));
    const run = await desk.lastRun();
    cpSync(desk.data, copyOf(desk), { recursive: true });
    expect((await desk.backout(run)).exit).toBe(0);
    const backout = await desk.lastRun();

    const again = await other(lab, ['backout', run], copyOf(desk));
    expect(again.exit).toBe(4);
    expect(again.stderr).toMatch(
      new RegExp(
        `^error: library-behind: web1 has seen more of run ${backout}, which undoes ${run}, than this library: it was ended there at event \\d+ by \\S+:${desk.data} .* Use the library that has all of it; without it, look at the hosts before anything is done again(?:\\. The same on: web2)?$`,
        'm',
      ),
    );
    const forced = await other(lab, ['backout', run, '--take-over'], copyOf(desk));
    expect(forced.exit).toBe(4);
    for (const host of hosts) expect(journalOf(host)).toEqual(['+a', '+b', '-b', '-a']);
  });

  it('undoes nothing that a backout which was interrupted elsewhere has undone, also of another run of the deployment', async (test) => {
    const lab = await openLab(test);
    const { desk, hosts } = lab;
    const slow = `${count('-b')}; until test -e "$HOLDPOINT_HOST_DIR/go-b"; do sleep 0.05; done`;
    const file = desk.write(
      'two',
      releaseOf(inventory(hosts), [counted('a'), noted('b', 'all', { run: count('+b'), undo: slow })]),
    );
    await desk.run(file);
    const first = await desk.lastRun();
    await desk.run(file);
    const second = await desk.lastRun();
    cpSync(desk.data, copyOf(desk), { recursive: true });
    const backout = await startOther(lab, ['backout', second], desk.data);
    await until(() => hosts.every((host) => journalOf(host).includes('-b')));
    const begun = journalOf(hosts[0] as Sshd);
    const meanwhile = await other(lab, ['backout', second], copyOf(desk));
    expect(`${meanwhile.exit} ${meanwhile.stderr}`).toMatch(/^4 error: library-behind: web1 /);
    backout.child.kill('SIGKILL');
    await backout.ended;
    letGo(lab, 'b');
    for (const words of [
      ['backout', second],
      ['backout', first, '--under', second],
    ]) {
      const { exit, stderr } = await other(lab, words, copyOf(desk));
      expect(exit).toBe(4);
      expect(stderr).toMatch(
        new RegExp(`^error: library-behind: web1 .*, which undoes ${second}, than`, 'm'),
      );
    }
    expect(journalOf(hosts[0] as Sshd)).toEqual(begun);
  });

  it('is kept from a backout by what was undone elsewhere since, and not by what was undone before the run', async (test) => {
    const lab = await openLab(test);
    const { desk, hosts } = lab;
    const file = desk.write('two', releaseOf(inventory(hosts), [counted('a')]));
    const journal = (): readonly string[] => journalOf(hosts[0] as Sshd);
    await desk.run(file);
    const older = await desk.lastRun();
    cpSync(desk.data, copyOf(desk), { recursive: true });
    await desk.run(file);
    const newer = await desk.lastRun();
    expect((await other(lab, ['backout', older], copyOf(desk))).exit).toBe(0);
    expect(journal()).toEqual(['+a', '+a', '-a']);
    const refused = await desk.backout(newer);
    expect(refused.exit).toBe(4);
    expect(refused.stderr).toMatch(
      new RegExp(`^error: library-behind: web1 .*, which undoes ${older}, than`, 'm'),
    );

    await desk.run(file);
    expect((await desk.backout(await desk.lastRun())).exit).toBe(0);
    expect(journal()).toEqual(['+a', '+a', '-a', '+a', '-a']);
  });

  it('repairs nothing a second time after it was put back to a copy from before the repair', async (test) => {
    const lab = await openLab(test);
    const { desk, hosts } = lab;
    const once = `${count('+a')}; test -e "$HOLDPOINT_HOST_DIR/mended"`;
    const file = desk.write('two', releaseOf(inventory(hosts), [noted('a', 'all', { run: once })]));
    await desk.run(file);
    const run = await desk.lastRun();
    for (const host of hosts) writeFileSync(join(host.dir, 'mended'), '');
    cpSync(desk.data, copyOf(desk), { recursive: true });
    expect((await desk.run(file, ['--failed-of', run])).exit).toBe(0);

    const again = await other(lab, ['run', file, '--env', 'lab', '--failed-of', run], copyOf(desk));
    expect(again.exit).toBe(4);
    expect(again.stderr).toMatch(
      new RegExp(`^error: library-behind: web1 .*, which repairs ${run}, than`, 'm'),
    );
    for (const host of hosts) expect(journalOf(host)).toEqual(['+a', '+a']);
  });
});

describe('a machine that has several addresses', () => {
  async function openTwoAddresses({ onTestFinished }: TestContext) {
    const desk = openDesk();
    const host = await startSshd({ name: 'web1', moreAddresses: ['127.0.0.9'] });
    onTestFinished(async () => {
      await host.stop();
      desk.close();
    });
    const other = { ...host, name: 'web2', address: '127.0.0.9' };
    return { desk, hosts: [host], host, other };
  }

  it('is kept for one run, whatever address the other run knows it by, in this library and in another', async (test) => {
    const lab = await openTwoAddresses(test);
    const { desk, host } = lab;
    const file = desk.write('two', releaseOf(inventory([host]), [gated('first')]));
    const running = await desk.startRun(file);
    await until(() => journalOf(host).includes('did first'));
    const elsewhere = desk.write('three', releaseOf(inventory([lab.other]), [noted('other', 'all')]));
    for (const data of [desk.data, copyOf(desk)]) {
      const { exit, stderr } = await other(lab, ['run', elsewhere, '--env', 'lab'], data);
      expect(exit).toBe(4);
      expect(stderr).toMatch(
        new RegExp(
          `^error: host-leased: web2 is leased to \\S+:${desk.data} .*which is connected there`,
          'm',
        ),
      );
    }
    letGo(lab, 'first');
    expect((await running.ended).exit).toBe(0);
    expect(journalOf(host)).toEqual(['did first']);
  });

  it('shares one lease where a release names it twice, and gives it back once', async (test) => {
    const { desk, host, other: second } = await openTwoAddresses(test);
    const file = desk.write('two', releaseOf(inventory([host, second]), [noted('first', 'all')]));
    for (const times of [2, 4]) {
      const { exit, stderr } = await desk.run(file);
      expect([exit, stderr]).toEqual([0, expect.stringMatching(/^note: web1, web2 are one machine: .*\n$/)]);
      expect(journalOf(host)).toHaveLength(times);
    }
    const { stdout } = await other({ desk, hosts: [host] }, ['leftovers', file, '--env', 'lab'], desk.data);
    expect(stdout).toMatch(/^Nothing is left on these hosts\./);
  });
});

describe.skipIf(!canReboot())('a host without /proc, which cannot tell who is connected', () => {
  it('is given to another run only by --take-over, and to its own run on its own workstation without asking', async (test) => {
    const desk = openDesk();
    const enter = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none /proc && exec "$@"', 'sh'];
    const host = await startSshd({ name: 'web1', side: { enter, address: '127.0.0.1' } });
    test.onTestFinished(async () => {
      await host.stop();
      desk.close();
    });
    const lab = { desk, hosts: [host] };
    const file = desk.write('two', releaseOf(inventory([host]), [gated('first'), noted('second', 'all')]));
    const running = await desk.startRun(file);
    await until(() => journalOf(host).includes('did first'));
    const run = await desk.lastRun();
    const elsewhere = desk.write('three', releaseOf(inventory([host]), [noted('other', 'all')]));
    const words = ['run', elsewhere, '--env', 'lab'];
    const refused = await other(lab, words, copyOf(desk));
    expect(refused.exit).toBe(4);
    expect(refused.stderr).toMatch(
      /^error: host-leased: web1 .*, which may be connected there: the host cannot tell\. .*--take-over/m,
    );
    running.child.kill('SIGKILL');
    await running.ended;
    letGo(lab, 'first');
    expect((await desk.resume(run)).exit).toBe(0);
    expect(journalOf(host)).toEqual(['did first', 'did second']);
    expect((await other(lab, words, copyOf(desk))).exit).toBe(0);
  });
});

describe('a cloned workstation', () => {
  it('is kept out while the first one is connected, although user, machine and folder are the same', async (test) => {
    const lab = await openLab(test);
    const { desk, hosts } = lab;
    const { running, run } = await begun(lab, STEPS);
    running.child.kill('SIGSTOP');
    // The lock on a run is a lock on a file: the clone has files of its own in the same place.
    renameSync(desk.data, `${desk.data}-first`);
    cpSync(`${desk.data}-first`, desk.data, { recursive: true });
    running.child.kill('SIGCONT');

    const clone = await desk.resume(run, ['--on-failure', 'stop']);
    expect(clone.exit).toBe(4);
    expect(clone.stderr).toMatch(/^error: host-leased: web1 .*connected.*--take-over/m);
    letGo(lab, 'second');
    const first = await running.ended;
    expect(first.exit).toBe(0);
    for (const host of hosts) expect(journalOf(host)).toEqual(ONCE);
  });
});

describe('a library that lost its write-ahead log', () => {
  it('resumes and backs out nothing before a person has read what is missing, and then only what its hosts agree with', async (test) => {
    const lab = await openLab(test, ['web1', 'web2']);
    const { desk, hosts } = lab;
    const { running, run } = await begun(lab, [gated('second'), noted('third', 'all'), gated('fourth')]);
    running.child.kill('SIGKILL');
    await running.ended;
    await desk.show(run);
    letGo(lab, 'second');
    const again = await desk.startResume(run);
    await until(() => hosts.every((host) => journalOf(host).includes('did fourth')));
    again.child.kill('SIGKILL');
    await again.ended;
    letGo(lab, 'fourth');
    for (const name of ['library.db-wal', 'library.db-shm']) rmSync(join(desk.data, name), { force: true });

    await desk.cli(['runs']);
    for (const refused of [await desk.resume(run), await desk.backout(run)]) {
      expect(refused.exit).toBe(6);
      expect(refused.stderr).toMatch(
        new RegExp(
          `^error: loss-unread: something of ${run} may be missing from this library: .*--acknowledge-loss`,
          'm',
        ),
      );
    }
    const acknowledged = await desk.resume(run, [
      '--acknowledge-loss',
      'looked at both hosts',
      '--operator',
      'ann',
    ]);
    expect(acknowledged.exit).toBe(4);
    expect(acknowledged.stderr).toMatch(/^error: library-behind: web1 has seen more of this run/m);
    const log = await desk.cli(['events', run]);
    expect(`${log.exit} ${log.stderr}`).toBe('0 ');
    expect(log.stdout).toMatch(
      /"type":"lossAcknowledged","data":\{"by":"ann","count":1,"note":"looked at both hosts"/,
    );
    for (const host of hosts) expect(journalOf(host)).toEqual(['did second', 'did third', 'did fourth']);
  });
});
