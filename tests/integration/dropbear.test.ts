import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, type TestContext } from 'vitest';
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
import { type Dropbear, startDropbear, whyNoDropbear } from '#support/dropbear.ts';
import { testNeeding } from '#support/environment.ts';

const MIB = 1024 * 1024;

interface Lab {
  readonly desk: Desk;
  readonly host: Dropbear;
  write(steps: readonly object[]): string;
}

for (const [what, busybox] of [
  ['dropbear', false],
  ['dropbear, and whose programs are busybox', true],
] as const)
  describe.concurrent(`a host whose SSH server is ${what}`, () => {
    /** Its ciphers are slow, and busybox hashes slowly: 64 MiB take some 20 s with a processor of their own. */
    const MOST_MS = 300_000;
    const on = (name: string, work: (lab: Lab) => Promise<void>): void =>
      testNeeding(whyNoDropbear())(
        name,
        async ({ onTestFinished }: TestContext) => {
          const desk = openDesk();
          const host = await startDropbear({ name: 'small1', busybox });
          onTestFinished(async () => {
            await host.stop();
            desk.close();
          });
          await work({
            desk,
            host,
            write: (steps) => desk.write('small', releaseOf(inventory([host]), steps)),
          });
        },
        MOST_MS,
      );
    const unitOf = async ({ desk }: Lab, step: string) =>
      unitIn(await desk.show(await desk.lastRun()), step, 'small1');

    on('runs steps of every kind once, and backs them out', async (lab) => {
      const { desk, host } = lab;
      const door = createServer((socket) => socket.end());
      await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
      const { port } = door.address() as { port: number };
      writeFileSync(join(desk.folder, 'app.conf'), 'new\n');
      writeFileSync(join(host.dir, 'app.conf'), 'old\n');
      chmodSync(join(host.dir, 'app.conf'), 0o640);
      const file = lab.write([
        noted('one', 'all', {
          env: { WORDS: "it's so" },
          run: `${note('did one')}; printf '%s' "$WORDS"`,
        }),
        noted('two', 'all', { mode: 'attached' }),
        { id: 'look', title: 'Look', on: 'all', check: 'test -e "$HOLDPOINT_HOST_DIR/journal"' },
        noted('text', 'all', { run: undefined, script: { text: `${note('did text')}\n` } }),
        {
          id: 'put',
          title: 'Put',
          on: 'all',
          upload: { from: 'app.conf', to: join(host.dir, 'app.conf') },
          nothing_to_undo: 'A file',
        },
        {
          id: 'get',
          title: 'Get',
          on: 'all',
          download: { from: join(host.dir, 'app.conf'), to: 'back.conf' },
        },
        { id: 'door', title: 'Door', probe: { tcp: `127.0.0.1:${port}`, from: 'small1' } },
        { id: 'until', title: 'Until', on: 'all', wait: { check: 'true', timeout: '1m' } },
      ]);
      const { exit, stderr } = await desk.run(file);
      door.close();
      expect([exit, stderr]).toEqual([0, '']);
      const run = await desk.lastRun();
      expect(statesOf(await desk.show(run)).filter((state) => !state.endsWith(' ok'))).toEqual([]);
      expect(journalOf(host)).toEqual(['did one', 'did two', 'did text']);
      expect((await desk.cli(['log', run, '--step', 'one', '--raw'])).stdout).toBe("it's so");
      expect(readFileSync(join(host.dir, 'app.conf'), 'utf8')).toBe('new\n');
      expect(statSync(join(host.dir, 'app.conf')).mode & 0o777).toBe(0o640);
      const [got = ''] = readdirSync(desk.folder).filter((name) => name.startsWith('back'));
      expect(readFileSync(join(desk.folder, got), 'utf8')).toBe('new\n');
      expect((await desk.backout(run)).exit).toBe(0);
      expect(journalOf(host).slice(3)).toEqual(['undid text', 'undid two', 'undid one']);
      expect(readdirSync(join(host.dir, '.local/state/holdpoint/runs'))).toEqual([]);
    });

    for (const mode of ['tracked', 'attached'])
      on(`ends a step that is ${mode} at its time limit, and at Ctrl-C`, async (lab) => {
        const { desk, host } = lab;
        const step = noted('slow', 'all', {
          mode: mode === 'attached' ? 'attached' : undefined,
          run: `echo $$ >>"$HOLDPOINT_HOST_DIR/pids"; sleep 600; :`,
          timeout: '3s',
        });
        const pids = () => readFileSync(join(host.dir, 'pids'), 'utf8').trim().split('\n').map(Number);
        expect((await desk.run(lab.write([step]), ['--on-failure', 'stop'])).exit).toBe(1);
        expect(await unitOf(lab, 'slow')).toMatchObject({
          state: 'failed',
          reason: expect.stringContaining('3 s'),
        });
        expect(pids().filter(isAlive)).toEqual([]);
        const running = await desk.startRun(lab.write([{ ...step, timeout: '10m' }]));
        await until(() => pids().length === 2 || running.child.exitCode !== null);
        running.child.kill('SIGINT');
        expect((await running.ended).exit).toBe(1);
        expect(await unitOf(lab, 'slow')).toMatchObject({ state: 'stopped' });
        expect(pids().filter(isAlive)).toEqual([]);
      });

    on('finds a step again after the program was killed', async (lab) => {
      const { desk, host } = lab;
      const run = `${note('began')}; while ! test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.1; done; echo words`;
      const running = await desk.startRun(lab.write([noted('slow', 'all', { run }), noted('after', 'all')]), [
        '--jsonl',
      ]);
      await until(() => journalOf(host).length > 0 && running.stdout().includes('"attemptStarted"'));
      running.child.kill('SIGKILL');
      await running.ended;
      const left = await desk.lastRun();
      const resumed = await desk.startResume(left);
      await until(() => resumed.stdout().includes('found again') || resumed.child.exitCode !== null);
      writeFileSync(join(host.dir, 'go'), '');
      const { exit, stderr } = await resumed.ended;
      expect([exit, stderr]).toEqual([0, '']);
      expect(journalOf(host)).toEqual(['began', 'did after']);
      expect((await desk.cli(['log', left, '--step', 'slow', '--raw'])).stdout).toBe('words\n');
    });

    on('finds an upload broken after the program was killed, and a retry is whole', async (lab) => {
      const { desk, host } = lab;
      const folder = join(host.dir, 'app');
      mkdirSync(folder);
      writeFileSync(join(desk.folder, 'app.bin'), '');
      truncateSync(join(desk.folder, 'app.bin'), 64 * MIB);
      const put = {
        id: 'put',
        title: 'Put',
        on: 'all',
        upload: { from: 'app.bin', to: `${folder}/` },
        nothing_to_undo: 'A file',
      };
      const running = await desk.startRun(lab.write([put, noted('after', 'all')]));
      await until(() => readdirSync(folder).length > 0 || running.child.exitCode !== null);
      running.child.kill('SIGKILL');
      await running.ended;
      const run = await desk.lastRun();
      expect((await desk.resume(run, ['--answers', desk.answers({ after: 'stop' })])).exit).toBe(3);
      expect(await unitOf(lab, 'put')).toMatchObject({
        state: 'failed',
        reason: 'The connection was lost before the file was whole. What was there before is untouched',
      });
      expect(readdirSync(folder)).toEqual([]);
      expect((await desk.resume(run, ['--answers', desk.answers({ put: 'retry' })])).exit).toBe(0);
      expect(statSync(join(folder, 'app.bin')).size).toBe(64 * MIB);
    });

    on('says in preflight what it lacks', async (lab) => {
      const { desk } = lab;
      const { exit, stderr } = await desk.run(
        lab.write([
          noted('one', 'all', { script: { text: 'print(1)\n', interpreter: 'python9' }, run: undefined }),
        ]),
      );
      expect(exit).toBe(4);
      expect(stderr).toContain(
        'error: program-missing: small1 has no python9, which step one needs. Install it there',
      );
    });
  });
