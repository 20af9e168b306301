/** A rolling phase that drains at the balancer and asks in each batch: killed, resumed and backed out, on real hosts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Desk,
  inventory,
  journalOf,
  note,
  noted,
  openDesk,
  releaseOf,
  statesOf,
  until,
} from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let lb: Sshd;
let web: Sshd[];

beforeAll(async () => {
  desk = openDesk();
  [lb, ...web] = (await Promise.all(['lb', 'web1', 'web2'].map((name) => startSshd({ name })))) as [
    Sshd,
    ...Sshd[],
  ];
});
afterAll(async () => {
  await Promise.all([lb, ...web].map((host) => host.stop()));
  desk.close();
});

const steps = [
  {
    id: 'drain',
    title: 'Take it out of the pool',
    delegate_to: 'lb',
    run: `${note('drain {{ host.name }}')}; while ! test -e "$HOLDPOINT_HOST_DIR/go"; do sleep 0.1; done`,
    undo: note('enable {{ host.name }}'),
  },
  { id: 'look', title: 'Look at the pool', manual: 'Is {{ batch.hosts }} out?', nothing_to_undo: 'It looks' },
  noted('swap', 'all'),
];

it('does on the balancer what is about each host, finds it there again, and takes it back there', async () => {
  const hosts = inventory([lb, ...web]);
  const file = desk.write(
    'pool',
    releaseOf(hosts, steps, { phase: { on: 'web*', rollout: { batches: [1] } } }),
  );
  const killed = await desk.startRun(file, ['--answers', desk.answers({ look: 'done' })]);
  await until(() => journalOf(lb).includes('drain web1'));
  killed.child.kill('SIGKILL');
  await killed.ended;
  writeFileSync(join(lb.dir, 'go'), '');
  const run = await desk.lastRun();
  const resumed = await desk.resume(run, ['--answers', desk.answers({ look: 'done' })]);
  expect([resumed.exit, resumed.stderr]).toEqual([0, expect.any(String)]);
  const states = statesOf(await desk.show(run));
  expect(states).toEqual(
    expect.arrayContaining(['drain@web1 ok', 'drain@web2 ok', 'look.1 ok', 'look.2 ok', 'swap@web2 ok']),
  );
  expect(journalOf(lb)).toEqual(['drain web1', 'drain web2']);
  expect(web.map(journalOf)).toEqual([['did swap'], ['did swap']]);
  const leases = (await desk.events(run)).findLast(({ type }) => type === 'runFinished');
  expect(leases?.data).not.toHaveProperty('recordsLeft');

  const back = await desk.backout(run);
  expect([back.exit, back.stderr]).toEqual([0, expect.any(String)]);
  expect(journalOf(lb).slice(2)).toEqual(['enable web2', 'enable web1']);
  expect(web.map(journalOf)).toEqual([
    ['did swap', 'undid swap'],
    ['did swap', 'undid swap'],
  ]);
}, 120_000);
