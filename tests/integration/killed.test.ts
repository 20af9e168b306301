import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Desk,
  inventory,
  isAlive,
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
let run: string;

beforeAll(async () => {
  desk = openDesk();
  hosts = await Promise.all(['web1', 'web2'].map((name) => startSshd({ name })));
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  desk.close();
});

const at = (name: string): Sshd => hosts.find((host) => host.name === name)!;

/** `slow` marks that it began and then waits on web2 for a file that nobody makes before the test does. */
const steps = [
  noted('quick', 'all'),
  noted('slow', 'all', {
    run: `${note('did slow')}; echo $$ >"$HOLDPOINT_HOST_DIR/pid"; test "$HOLDPOINT_HOST" = web1 || while ! test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.1; done; ${note('ended slow')}`,
  }),
  noted('after', 'all'),
];

describe('an engine that is killed while a step runs', () => {
  it('leaves a run that is interrupted, and a unit that is unknown', async () => {
    const running = await desk.startRun(desk.write('killed', releaseOf(inventory(hosts), steps)), [
      '--jsonl',
    ]);
    await until(() => journalOf(at('web2')).includes('did slow'));
    await until(() =>
      /"attemptFinished".*"step":"slow"|"step":"slow".*"attemptFinished"/.test(running.stdout()),
    );
    running.child.kill('SIGKILL');
    await running.ended;
    run = await desk.lastRun();
    const shown = await desk.show(run);
    expect(shown.state).toBe('interrupted');
    expect(statesOf(shown)).toEqual([
      'quick@web1 ok',
      'quick@web2 ok',
      'slow@web1 ok',
      'slow@web2 unknown',
      'after@web1 waiting',
      'after@web2 waiting',
    ]);
    expect(unitIn(shown, 'slow', 'web2')).toMatchObject({ exit: null, finishedAt: null });
  });

  it('marks nothing done that was not seen to succeed', async () => {
    const shown = await desk.show(run);
    const events = await desk.events(run);
    const seen = events.flatMap((event) =>
      event.type === 'attemptFinished' && event.data.outcome === 'ok'
        ? `${event.data.step}@${event.data.host}`
        : [],
    );
    const done = shown.units.filter((unit) => unit.state === 'ok').map((unit) => `${unit.step}@${unit.host}`);
    expect(done.toSorted()).toEqual(seen.toSorted());
  });

  it('runs nothing again, and the evidence holds', async () => {
    expect(journalOf(at('web1'))).toEqual(['did quick', 'did slow', 'ended slow']);
    expect(journalOf(at('web2'))).toEqual(['did quick', 'did slow']);
    const { exit, stdout } = await desk.verify();
    expect(stdout).toMatch(/^ok: /);
    expect(exit).toBe(0);
  });

  it('is backed out with the unknown unit, once what still runs of it is ended', async () => {
    const pid = Number(readFileSync(join(at('web2').dir, 'pid'), 'utf8'));
    expect(isAlive(pid)).toBe(true);
    const plan = JSON.parse((await desk.cli(['backout', run, '--dry-run', '--json'])).stdout);
    expect(
      plan.units.map((unit: { step: string; host: string }) => `${unit.step}@${unit.host}`).toSorted(),
    ).toEqual(['quick@web1', 'quick@web2', 'slow@web1', 'slow@web2']);
    expect(
      plan.units.find((unit: { host: string; step: string }) => unit.step === 'slow' && unit.host === 'web2')
        .because,
    ).toBe('Its outcome is unknown; it may have run');
    expect((await desk.backout(run)).exit).toBe(0);
    expect(journalOf(at('web1'))).toEqual([
      'did quick',
      'did slow',
      'ended slow',
      'undid slow',
      'undid quick',
    ]);
    expect(journalOf(at('web2'))).toEqual(['did quick', 'did slow', 'undid slow', 'undid quick']);
    expect(isAlive(pid)).toBe(false);
    expect((await desk.verify()).exit).toBe(0);
  });

  it('reads stopped after the backout, with a unit that is seen to be gone', async () => {
    const shown = await desk.show(run);
    expect(shown).toMatchObject({ state: 'stopped', reason: expect.stringContaining('To be backed out') });
    expect(unitIn(shown, 'slow', 'web2')).toMatchObject({
      state: 'stopped',
      reason: 'Stopped by a person; its processes are gone',
    });
  });
});

describe('taking a killed run up again', () => {
  it('finds the step that continues, stays with it to its end, and continues from there', async () => {
    const { name, dir } = at('web1');
    const slow = noted('slow', name, {
      run: `echo one; ${note('begun')}; until test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.1; done; echo two; ${note('ended')}`,
    });
    const file = desk.write('resumed', releaseOf(inventory(hosts), [slow, noted('after', name)]));
    const before = journalOf(at('web1')).length;
    const running = await desk.startRun(file);
    await until(() => journalOf(at('web1')).includes('begun'));
    running.child.kill('SIGKILL');
    await running.ended;
    run = await desk.lastRun();
    const resumed = await desk.startResume(run, ['--jsonl']);
    await until(() => resumed.stdout().includes('"attemptReattached"'));
    writeFileSync(join(dir, 'go'), '');
    expect((await resumed.ended).exit).toBe(0);
    expect(journalOf(at('web1')).slice(before)).toEqual(['begun', 'ended', 'did after']);
    const shown = await desk.show(run);
    expect(shown.state).toBe('succeeded');
    expect(unitIn(shown, 'slow', 'web1')).toMatchObject({ state: 'ok', attempt: 1, exit: 0 });
    const { bytes } = await desk.cli(['log', run, '--step', 'slow', '--host', name, '--raw']);
    expect(bytes.toString()).toBe('one\ntwo\n');
    expect((await desk.verify()).exit).toBe(0);
  });

  it('asks about an attached step that nobody saw end, before anything else is done', async () => {
    const { name, dir } = at('web1');
    const slow = noted('slow', name, {
      mode: 'attached',
      run: `${note('begun')}; test -e "$HOLDPOINT_HOST_DIR/again" || { echo $$ >"$HOLDPOINT_HOST_DIR/again"; exec sleep 300; }; ${note('ended')}`,
    });
    const file = desk.write('asked', releaseOf(inventory(hosts), [slow, noted('after', name)]));
    const before = journalOf(at('web1')).length;
    const running = await desk.startRun(file);
    await until(() => (statSync(join(dir, 'again'), { throwIfNoEntry: false })?.size ?? 0) > 0);
    running.child.kill('SIGKILL');
    await running.ended;
    run = await desk.lastRun();
    expect((await desk.resume(run, ['--answers', desk.answers({})])).exit).toBe(5);
    expect(journalOf(at('web1')).slice(before)).toEqual(['begun']);
    expect((await desk.resume(run, ['--answers', desk.answers({ slow: 'retry' })])).exit).toBe(0);
    expect(journalOf(at('web1')).slice(before)).toEqual(['begun', 'begun', 'ended', 'did after']);
    const shown = await desk.show(run);
    expect(shown.state).toBe('succeeded');
    expect(unitIn(shown, 'slow', 'web1')).toMatchObject({ state: 'ok', attempt: 2 });
    expect((await desk.verify()).exit).toBe(0);
    process.kill(Number(readFileSync(join(dir, 'again'), 'utf8')), 'SIGKILL');
  });
});
