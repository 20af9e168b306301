/** Whole runs over the system's OpenSSH client: what is said of it, every way in which steps run, a killed engine. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  until,
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let hosts: Sshd[];

beforeAll(async () => {
  desk = openDesk();
  hosts = [await startSshd({ name: 'web1' }), await startSshd({ name: 'web2', config: ['MaxSessions 1'] })];
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  desk.close();
});

const at = (name: string): Sshd => hosts.find((host) => host.name === name)!;

/** The environment says which client reaches its hosts. */
function release(name: string, steps: readonly object[], more: Record<string, object> = {}): string {
  const hostsOf = inventory(hosts, more);
  const environments = { lab: { kind: 'test', transport: 'openssh', hosts: hostsOf } };
  return desk.write(name, { ...releaseOf(hostsOf, steps), environments });
}

describe('a run over OpenSSH', () => {
  it('carries out tracked and attached steps, uploads, checks and the backout; plan, preflight and report name the client', async () => {
    writeFileSync(join(desk.folder, 'app.conf'), 'x'.repeat(300_000));
    const file = release('whole', [
      noted('tracked', 'all'),
      noted('attached', 'all', { mode: 'attached' }),
      {
        id: 'copy',
        title: 'Copy',
        on: 'all',
        upload: { from: 'app.conf', to: '/tmp/holdpoint-openssh.conf' },
      },
      { id: 'look', title: 'Look', on: 'all', check: 'wc -c </tmp/holdpoint-openssh.conf | grep 300000' },
    ]);
    const plan = await desk.cli(['plan', file, '--env', 'lab']);
    expect(plan.stdout).toContain("note: web1: transport: openssh: reached by the system's OpenSSH client\n");
    const { exit, stderr } = await desk.run(file);
    expect(stderr).toMatch(
      /^note: web1, web2: transport: openssh: reached by the system's OpenSSH client \(OpenSSH_\S+.*\)\n/,
    );
    expect(exit).toBe(0);
    for (const host of hosts) expect(journalOf(host)).toEqual(['did tracked', 'did attached']);
    const run = await desk.lastRun();
    const out = join(desk.folder, 'report.md');
    await desk.cli(['report', run, '--format', 'md', '-o', out]);
    expect(readFileSync(out, 'utf8')).toMatch(/OpenSSH client/);
    expect((await desk.backout(run)).exit).toBe(0);
    for (const host of hosts)
      expect(journalOf(host)).toEqual(['did tracked', 'did attached', 'undid attached', 'undid tracked']);
    expect((await desk.verify()).exit).toBe(0);
  });

  it('tells exit codes apart, 255 too, and ends what takes too long', async () => {
    const file = release('ends', [
      { id: 'odd', title: 'Odd', on: 'web1', run: 'exit 255', on_failure: 'continue' },
      { id: 'slow', title: 'Slow', on: 'web2', run: 'exec sleep 60', timeout: '1s', on_failure: 'continue' },
    ]);
    await desk.run(file);
    const shown = await desk.show(await desk.lastRun());
    expect(unitIn(shown, 'odd', 'web1')).toMatchObject({ state: 'failed', exit: 255 });
    expect(unitIn(shown, 'slow', 'web2').state).toMatch(/failed|timed/);
  });

  it('is taken up again after its engine was killed: what went on is found, and nothing runs twice', async () => {
    const { dir } = at('web1');
    const before = journalOf(at('web1')).length;
    const slow = noted('slow', 'web1', {
      run: `echo one; ${note('begun')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.1; done; echo two; ${note('ended')}`,
    });
    const running = await desk.startRun(release('killed', [slow, noted('after', 'all')]));
    await until(() => journalOf(at('web1')).includes('begun'));
    running.child.kill('SIGKILL');
    await running.ended;
    const run = await desk.lastRun();
    expect(statesOf(await desk.show(run))).toContain('slow@web1 unknown');
    const resumed = await desk.startResume(run, ['--jsonl']);
    await until(() => resumed.stdout().includes('"attemptReattached"'));
    writeFileSync(join(dir, 'go'), '');
    expect((await resumed.ended).exit).toBe(0);
    expect(journalOf(at('web1')).slice(before)).toEqual(['begun', 'ended', 'did after']);
    const { bytes } = await desk.cli(['log', run, '--step', 'slow', '--host', 'web1', '--raw']);
    expect(bytes.toString()).toBe('one\ntwo\n');
    expect((await desk.verify()).exit).toBe(0);
  });

  it('searches for a step whose link was cut, and adopts its end', async () => {
    const slow = noted('cut', 'web1', { run: `${note('cut begun')}; sleep 2; ${note('cut ended')}` });
    const running = await desk.startRun(release('cut', [slow]));
    await until(() => journalOf(at('web1')).includes('cut begun'));
    at('web1').killSessions();
    expect((await running.ended).exit).toBe(0);
    expect(journalOf(at('web1')).filter((line) => line.startsWith('cut'))).toEqual([
      'cut begun',
      'cut ended',
    ]);
  });

  it('reaches what is behind a jump host, which follows its client', async () => {
    const file = release('behind', [noted('far', 'web1')], { web1: { via: 'web2' } });
    expect((await desk.run(file)).exit).toBe(0);
    const mixed = release('mixed', [noted('far', 'web1')], {
      web1: { via: 'web2' },
      web2: { transport: 'built-in' },
    });
    const lint = await desk.cli(['lint', mixed]);
    expect(lint.exit).toBe(1);
    expect(lint.stdout).toContain('web1 is reached by OpenSSH, so web2 on its way is too');
  });
});
