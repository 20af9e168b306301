import { existsSync, writeFileSync } from 'node:fs';
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
  unitIn,
  until,
} from '#support/cli-fixture.ts';
import { canReboot, type Sshd, startSshd } from '#support/sshd.ts';

const able = canReboot();

describe.skipIf(!able)(
  `mode: reboot${able ? '' : ' (this machine gives hosts no boot id of their own)'}`,
  () => {
    let desk: Desk;
    let host: Sshd;
    beforeAll(async () => {
      desk = openDesk();
      host = await startSshd({ name: 'web1', bootable: true });
    });
    afterAll(async () => {
      await host.stop();
      desk.close();
    });

    const release = (more: object): string =>
      desk.write(
        'reboot',
        releaseOf(inventory([host]), [
          {
            id: 'reboot',
            title: 'Boot it anew',
            on: 'all',
            mode: 'reboot',
            timeout: '60s',
            run: `${note('going down')}; while :; do sleep 0.1; done`,
            nothing_to_undo: 'It comes back as it was',
            ...more,
          },
          noted('after', 'all'),
        ]),
      );
    const goingDown = (times: number) =>
      until(() => journalOf(host).filter((line) => line === 'going down').length === times);

    it('is done when the host has booted again and its own check agrees, however long that takes', async () => {
      const running = await desk.startRun(
        release({ done_if: 'test -e "./$MARK"', env: { MARK: 'up' }, cwd: host.dir }),
      );
      await goingDown(1);
      host.crash();
      await host.boot();
      await until(() => running.stdout().includes('unobserved'));
      expect(existsSync(join(host.dir, 'up'))).toBe(false);
      writeFileSync(join(host.dir, 'up'), '');
      const { exit, stderr } = await running.ended;
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
      expect(unitIn(await desk.show(await desk.lastRun()), 'reboot', 'web1')).toMatchObject({ state: 'ok' });
      expect(journalOf(host)).toEqual(['going down', 'did after']);
    });

    it('that was running when the program was killed is found, and not done again', async () => {
      const before = journalOf(host).length;
      const path = release({ done_if: 'true' });
      const running = await desk.startRun(path);
      await until(() => journalOf(host).length === before + 1);
      running.child.kill('SIGKILL');
      await running.ended;
      host.crash();
      await host.boot();
      const run = await desk.lastRun();
      expect((await desk.resume(run)).exit).toBe(0);
      expect(unitIn(await desk.show(run), 'reboot', 'web1')).toMatchObject({ state: 'ok', attempt: 1 });
      expect(journalOf(host).slice(before)).toEqual(['going down', 'did after']);
    });

    it('is unknown while nobody has seen the host boot again', async () => {
      const running = await desk.startRun(release({ timeout: '4s' }), ['--on-failure', 'stop']);
      await goingDown(3);
      host.crash();
      expect((await running.ended).exit).toBe(5);
      expect(unitIn(await desk.show(await desk.lastRun()), 'reboot', 'web1').reason).toContain(
        'web1 was not seen to boot again within 4 s',
      );
      await host.boot();
    });

    it('that is stopped while its host is down says that nobody saw it boot, and names what may be left', async () => {
      const before = journalOf(host).length;
      const running = await desk.startRun(release({}));
      await until(() => journalOf(host).length === before + 1);
      host.crash();
      await until(() => running.stdout().includes('unobserved'));
      running.child.kill('SIGINT');
      const { exit, stdout } = await running.ended;
      await host.boot();
      const unit = unitIn(await desk.show(await desk.lastRun()), 'reboot', 'web1');
      expect([exit, unit.state]).toEqual([5, 'unknown']);
      expect(unit.reason).toMatch(
        /; it may still be running: web1, pid \d+\. Whether web1 has booted could not be seen$/,
      );
      expect(stdout).toMatch(/left on hosts|records/i);
      // What was stopped is begun by nobody when the host is back.
      expect(journalOf(host).slice(before)).toEqual(['going down']);
    });

    it('fails when the command says that it cannot', async () => {
      const { exit } = await desk.run(release({ run: 'exit 4' }), ['--on-failure', 'stop']);
      expect(exit).toBe(1);
      expect(unitIn(await desk.show(await desk.lastRun()), 'reboot', 'web1')).toMatchObject({
        state: 'failed',
        exit: 4,
      });
    });

    it('of another step leaves its outcome unknown, and says that the host has booted', async () => {
      const path = release({ mode: 'tracked' });
      const running = await desk.startRun(path, ['--on-failure', 'stop']);
      await goingDown(5);
      host.crash();
      await host.boot();
      expect((await running.ended).exit).toBe(5);
      expect(unitIn(await desk.show(await desk.lastRun()), 'reboot', 'web1').reason).toContain(
        'The host has booted since it began; its process is gone and left no outcome',
      );
    });
  },
);
