import { userInfo } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desk, inventory, journalOf, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;
let file: string;

const people = [
  { id: 'eva', name: 'Eva Example', login: 'eex', roles: ['engineer'] },
  { id: 'max', name: 'Max Muster', roles: ['manager'] },
];
const hold = { id: 'go', title: 'Go', hold: { approvers: ['eva', 'max'], not_operator: true } };

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
  file = desk.write(
    'people',
    releaseOf(inventory([host]), [hold, noted('work', 'all')], { info: { people } }),
  );
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

const released = (by: string) => desk.answers({ go: { released_by: [by] }, default: 'stop' });

it('nobody runs a release that lists people under a name that it does not list', async () => {
  const before = journalOf(host).length;
  const refused = await desk.run(file, ['--operator', 'Mallory']);
  expect(refused).toMatchObject({ exit: 2, stdout: '' });
  expect(refused.stderr).toBe(
    'error: not-listed: "Mallory" is not among the people of this release: eva (Eva Example), max (Max Muster); name one of them with --operator\n',
  );
  expect(journalOf(host)).toHaveLength(before);
});

it.each(['eva', 'Eva Example', 'EEX'])(
  'one person is one person to a hold point, though the operator is written %s',
  async (operator) => {
    const refused = await desk.run(file, ['--operator', operator, '--answers', released('eva'), '--json']);
    expect(refused.exit).toBe(3);
    expect(JSON.parse(refused.stdout)).toMatchObject({ operator: 'eva', state: 'waiting' });
    expect(refused.stderr).toContain('eva runs this release and may not release this hold point');
    const run = await desk.lastRun();
    expect((await desk.resume(run, ['--operator', operator, '--answers', released('Max Muster')])).exit).toBe(
      0,
    );
    const answered = (await desk.events(run)).filter(({ type }) => type === 'questionAnswered');
    expect(answered.map(({ data }) => (data as { by: string }).by)).toEqual(['max']);
  },
);

it('signs nothing with a login that is not listed: whoever acts is to be named', async () => {
  await desk.run(file, ['--operator', 'eva', '--answers', desk.answers({})]);
  const run = await desk.lastRun();
  const before = (await desk.events(run)).length;
  for (const refused of [
    await desk.run(file, ['--answers', released('max')]),
    await desk.resume(run, ['--answers', released('max')]),
    await desk.cli(['exclude', run, 'web1']),
    await desk.cli(['stop', run]),
  ]) {
    expect(refused.exit).toBe(2);
    expect(refused.stderr).toContain(
      `error: not-listed: nobody said who acts, and the login ${userInfo().username} is not one of the people of this release: eva (Eva Example), max (Max Muster); name one of them with --operator`,
    );
  }
  expect(await desk.lastRun()).toBe(run);
  expect(await desk.events(run)).toHaveLength(before);
});

it('takes no decision by somebody who is not listed', async () => {
  await desk.run(file, ['--operator', 'eva', '--answers', released('eva')]);
  const run = await desk.lastRun();
  const paper = ['--by', 'Mallory', '--at', '2026-11-21T03:40:00+01:00'];
  for (const words of [
    ['exclude', run, 'web1', '--operator', 'Mallory'],
    ['include', run, 'web1', '--operator', 'Mallory'],
    ['record', run, '--step', 'work', '--host', 'web1', ...paper],
    ['stop', run, '--operator', 'Mallory'],
    ['resume', run, '--operator', 'Mallory'],
    ['backout', run, '--operator', 'Mallory'],
  ]) {
    const refused = await desk.cli(words);
    expect([words[0], refused.exit, refused.stderr]).toEqual([
      words[0],
      2,
      expect.stringContaining('error: not-listed: "Mallory" is not among the people of this release'),
    ]);
  }
  const events = (await desk.events(run)).length;
  expect(await desk.resume(run, ['--operator', 'eva', '--answers', released('Maxi')])).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining(
      'go: "Maxi" is not among the people of this release: eva (Eva Example), max (Max Muster); did you mean "max"?',
    ),
  });
  expect(await desk.events(run)).toHaveLength(events);
});

it('whoever resumes a run carries it out, and releases no hold point that is not for the operator', async () => {
  await desk.run(file, ['--operator', 'eva', '--answers', desk.answers({})]);
  const run = await desk.lastRun();
  const refused = await desk.resume(run, ['--operator', 'max', '--answers', released('max')]);
  expect(refused.exit).toBe(3);
  expect(refused.stderr).toContain('max runs this release and may not release this hold point');
});
