/** Questions that a person answers at a terminal. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startAtTerminal } from '#support/at-terminal.ts';
import { type Desk, inventory, journalOf, noted, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { type Sshd, startSshd, userKey } from '#support/sshd.ts';

let desk: Desk;
let host: Sshd;
const people = [
  { id: 'eva', name: 'Eva Example', roles: ['engineer'] },
  { id: 'max', name: 'Max Muster', roles: ['manager'] },
];
const go = { id: 'go', title: 'Go or no-go', hold: { approvers: ['manager'] } };
const call = {
  id: 'call',
  title: 'Call the desk',
  manual: 'Call them',
  nothing_to_undo: 'A call',
};

beforeAll(async () => {
  desk = openDesk();
  host = await startSshd({ name: 'web1' });
});
afterAll(async () => {
  await host.stop();
  desk.close();
});

async function start(steps: readonly object[], more: readonly string[] = []) {
  const file = desk.write('terminal', releaseOf(inventory([host]), steps, { info: { people } }));
  const login = ['--credential', `default=key:${(await userKey()).key}`];
  return startAtTerminal(desk, ['run', file, '--env', 'lab', '--operator', 'eva', ...login, ...more]);
}

const decided = async () =>
  (await desk.events(await desk.lastRun())).flatMap(({ type, data }) =>
    type === 'questionAnswered' ? [data] : [],
  );

it('a hold point names who may decide, asks again for another, and takes neither Enter nor a slip for a refusal', async () => {
  const terminal = await start([go]);
  await terminal.sees('Hold point go: Go or no-go');
  await terminal.sees('Who may decide: max (Max Muster)');
  await terminal.sees('Name of the person who decides');
  terminal.type('eva');
  await terminal.sees('eva is not an approver of this hold point (manager)');
  await terminal.sees('Name of the person who decides');
  terminal.type('Moritz');
  await terminal.sees('Moritz is not an approver');
  await terminal.sees('Name of the person who decides');
  terminal.type('Max Muster');
  await terminal.sees('Release [y], refuse [n]');
  terminal.type('release');
  await terminal.sees('"release" is none of y, n');
  await terminal.sees('Release [y], refuse [n]');
  terminal.type('');
  expect(await terminal.ended).toBe(3);
  expect(await decided()).toEqual([]);
});

it('a slip at a manual step, a step that waits for a yes or a failed step decides nothing and is asked again', async () => {
  const work = noted('work', 'all', { run: 'exit 1', takes: '3m' });
  const terminal = await start([call, work], ['--step-by-step']);
  await terminal.sees('Done [y], not done [n]');
  terminal.type('done');
  await terminal.sees('"done" is none of y, n');
  await terminal.sees('Done [y], not done [n]');
  terminal.type('y');
  await terminal.sees('Next: Do work');
  await terminal.sees('since the run goes step by step. It takes about 3 min');
  await terminal.sees('[r] begin, and ask about no step after it, [n] stop');
  terminal.type('begin');
  await terminal.sees('"begin" is none of y, r, n');
  await terminal.sees('[y] begin this step');
  terminal.type('y');
  await terminal.sees('[r] retry: Runs it once more, as a new attempt. It takes about 3 min.');
  await terminal.sees('[b] stop and back out: 1 undo, about 3 min. You see the list before anything starts.');
  await terminal.sees('r, s, e, t, b; [Enter] leave open?');
  terminal.type('stop');
  await terminal.sees('"stop" is none of r, s, e, t, b');
  await terminal.sees('[Enter] leave open?');
  terminal.type('t');
  await terminal.sees('Note');
  terminal.type('seen');
  expect(await terminal.ended).toBe(1);
  expect(await decided()).toMatchObject([
    { answer: { to: 'manual', done: true } },
    { answer: { to: 'step', go: 'step' } },
    { answer: { to: 'unit', remedy: 'stop' }, note: 'seen' },
  ]);
});

it('a verification is decided criterion by criterion, and success is offered only where all are met', async () => {
  const look = { id: 'look', title: 'Look', on: 'all', check: 'true' };
  const file = desk.write('criteria', {
    ...releaseOf(inventory([host]), [], { info: { people } }),
    deployment: { success: ['Orders flow', 'No errors'], phases: [] },
    verification: { phases: [{ id: 'smoke', title: 'Smoke', steps: [look] }] },
  });
  const login = ['--credential', `default=key:${(await userKey()).key}`];
  const words = ['run', file, '--env', 'lab', '--plan', 'verification', '--operator', 'eva', ...login];
  const terminal = startAtTerminal(desk, words);
  await terminal.sees('Orders flow: met [y/n]');
  terminal.type('y');
  await terminal.sees('No errors: met [y/n]');
  terminal.type('n');
  await terminal.sees('[b] back out, [l] leave it, with an emergency fix');
  terminal.type('s');
  await terminal.sees('"s" is none of b, l');
  terminal.type('l');
  await terminal.sees('Which fix was logged');
  terminal.type('CR-7');
  expect(await terminal.ended).toBe(1);
  expect(await decided()).toMatchObject([
    { answer: { to: 'verdict', verdict: 'leave', met: ['Orders flow'] }, note: 'CR-7' },
  ]);
});

it('an answer of the file that is refused is said once, and then the person is asked', async () => {
  const answers = desk.answers({ go: { released_by: ['max'] } });
  const own = { ...go, hold: { approvers: ['manager'], not_operator: true } };
  const terminal = await start([own], ['--operator', 'max', '--answers', answers]);
  await terminal.sees('max runs this release and may not release this hold point');
  await terminal.sees('Who may decide: nobody who is listed');
  terminal.type('');
  expect(await terminal.ended).toBe(3);
  expect(terminal.screen().match(/max runs this release/g)).toHaveLength(1);
});

it('whoever stops a run, or leaves a host out of it, is one of the people of its release', async () => {
  const terminal = await start([go, noted('work', 'all')]);
  await terminal.sees('Name of the person who decides');
  terminal.press('\u0004');
  expect(await terminal.ended).toBe(3);
  const run = await desk.lastRun();
  for (const words of [
    ['exclude', run, 'web1'],
    ['stop', run],
  ]) {
    const asked = startAtTerminal(desk, words);
    await asked.sees('The people of this release: eva (Eva Example), max (Max Muster)');
    await asked.sees('Who are you?');
    asked.type('Mallory');
    await asked.sees('"Mallory" is not among the people of this release');
    await asked.sees('Who are you?');
    asked.type('Max Muster');
    expect([words[0], await asked.ended]).toEqual([words[0], 0]);
    // What the line editor moves the cursor by is no text.
    expect(asked.screen()).not.toContain('<U+001B>');
  }
  const signed = (await desk.events(run)).flatMap(({ type, data }) =>
    type === 'hostExcluded' || type === 'stopRequested' || type === 'runResumed' ? [[type, data.by]] : [],
  );
  expect(signed).toEqual([
    ['hostExcluded', 'max'],
    ['runResumed', 'max'],
    ['stopRequested', 'max'],
  ]);
});

it('a backout that is no longer what was on the screen is shown anew and asked about, once the open run is at its end', async () => {
  const cut = { ...noted('cut', 'all'), undo: undefined, point_of_no_return: 'Tokens move' };
  const steps = [noted('first', 'all'), cut, go, noted('late', 'all')];
  const waiting = desk.write('open', releaseOf(inventory([host]), steps, { info: { people } }));
  expect((await desk.run(waiting, ['--operator', 'eva'])).exit).toBe(3);
  const run = await desk.lastRun();
  const login = ['--credential', `default=key:${(await userKey()).key}`];
  const backout = ['backout', run, '--operator', 'eva', ...login];
  const record = ['record', run, '--step', 'late', '--host', 'web1', '--by', 'eva'];

  const terminal = startAtTerminal(desk, backout);
  await terminal.sees('first@web1');
  await terminal.sees('Back out all the same? [y/n]');
  expect(terminal.screen()).not.toContain('late@web1');
  expect((await desk.cli([...record, '--at', new Date().toISOString()])).exit).toBe(0);
  terminal.type('y');
  await terminal.sees(`${run} has ended meanwhile, and what the backout would do has changed:`);
  await terminal.sees('late@web1');
  await terminal.sees('Back out as it is now? [y/n]');
  expect(terminal.screen().match(/Point of no return passed: Do cut/g)).toHaveLength(1);
  expect(journalOf(host).filter((line) => line.startsWith('undid'))).toEqual([]);
  terminal.type('y');
  expect(await terminal.ended).toBe(0);
  expect(journalOf(host).filter((line) => line.startsWith('undid'))).toEqual(['undid late', 'undid first']);
});

it('a live run on production begins only where its name and the code of the revision are typed', async () => {
  const hosts = inventory([host]);
  const environments = { lab: { kind: 'production', hosts } };
  const release = releaseOf(hosts, [noted('typed', 'all')], { info: { people }, environments });
  const file = desk.write('production', release);
  const login = ['--credential', `default=key:${(await userKey()).key}`];
  const words = ['run', file, '--env', 'lab', '--operator', 'eva', ...login];
  const refused = startAtTerminal(desk, words);
  await refused.sees('Type its name and the revision to begin (lab ');
  refused.type('lab');
  await refused.sees('error: not-confirmed');
  expect(await refused.ended).toBe(2);
  expect(journalOf(host)).not.toContain('did typed');

  const begun = startAtTerminal(desk, words);
  await begun.sees('Type its name and the revision to begin (lab ');
  const [, code = ''] = /begin \(lab ([0-9a-f-]{9})\)/.exec(begun.screen()) ?? [];
  begun.type(`lab ${code}`);
  expect(await begun.ended).toBe(0);
  expect(journalOf(host)).toContain('did typed');
});
