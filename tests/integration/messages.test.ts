import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desk, openDesk, releaseOf } from '#support/cli-fixture.ts';
import { startMailServer, type TestMailServer } from '#support/mail-server.ts';

let desk: Desk;
let server: TestMailServer;
beforeAll(async () => {
  desk = openDesk();
  server = await startMailServer({ login: { user: 'desk', password: 'geheim' } });
});
afterAll(async () => {
  await server.stop();
  desk.close();
});

const people = [{ id: 'ada', name: 'Ada King', email: 'ada@example.org', roles: [] }];
const communications = [
  {
    id: 'done',
    audience: 'Shops',
    channel: 'email',
    to: ['shops@example.org', 'ada'],
    sender: 'ada',
    send: 'after-deployment',
    subject: '{{ release.name }} {{ release.version }}',
    body: 'In place since {{ run.finished }}.',
  },
  {
    id: 'calls',
    audience: 'Desk',
    channel: 'phone',
    to: ['+49 30 1'],
    send: 'before-deployment',
    body: 'It begins.',
  },
];
const STEPS = [{ id: 'rest', title: 'Rest', wait: { for: '1s' } }];

async function begin(...more: string[]): Promise<{ readonly run: string; readonly stdout: string }> {
  const file = desk.write('told', releaseOf({}, STEPS, { info: { people }, communications }));
  const ran = await desk.cli(['run', file, '--env', 'lab', '--operator', 'ada', ...more]);
  expect(ran).toMatchObject({ exit: 0 });
  return { run: await desk.lastRun(), stdout: ran.stdout };
}

it('a run says whom to tell and when; mail is sent, a failure is kept and touches nothing, and the report has all of it', async () => {
  const { run, stdout } = await begin();
  expect(stdout).toContain(`message     due now: tell Desk by phone. holdpoint message ${run} calls`);
  expect(stdout).toContain(`message     due now: tell Shops by email. holdpoint message ${run} done`);
  const say = (...words: string[]) => desk.cli(['message', run, ...words]);
  const ada = ['--operator', 'ada'];
  expect(await say('done', '--send', ...ada)).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining(
      'This library knows no mail server. Name it (holdpoint mail --server HOST)',
    ),
  });

  const address = `127.0.0.1:${server.port}`;
  const settings = ['mail', '--server', address, '--from', 'Release desk <r@example.org>', '--user', 'desk'];
  const trusting = ['--certificates', server.certificateFile];
  expect(await desk.cli([...settings, '--credential', 'post', ...trusting])).toMatchObject({ exit: 0 });
  const untold = await say('done', '--send', ...ada);
  expect(untold.exit).toBe(1);
  expect(untold.stderr).toContain('not-sent');
  expect(untold.stderr).toContain('The run is not touched by this');
  expect(server.mails).toHaveLength(0);

  const noLogin = await startMailServer();
  try {
    const other = ['mail', '--server', `127.0.0.1:${noLogin.port}`, '--from', 'r@example.org'];
    expect(
      await desk.cli([...other, '--certificates', noLogin.certificateFile, '--test', 'me@example.org']),
    ).toMatchObject({ exit: 0 });
    expect(await say('done', '--send', ...ada)).toMatchObject({ exit: 0 });
    expect(await say('done', '--send', ...ada)).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('They were told already. --again sends it once more'),
    });
    expect(noLogin.mails.map(({ to }) => to)).toEqual([
      ['me@example.org'],
      ['shops@example.org', 'ada@example.org'],
    ]);
    expect(noLogin.mails[1]?.text).toMatch(/In place since .*\d\d:\d\d/s);
    expect(noLogin.mails[1]?.text).not.toContain('{{');
  } finally {
    await noLogin.stop();
  }
  const logged = (await desk.events(run)).filter(({ type }) => type.startsWith('message'));
  expect(logged.slice(-2)).toMatchObject([
    { type: 'messageNotTold', data: { fault: { kind: 'unfinished' } } },
    { type: 'messageTold' },
  ]);
  expect(await say('done', '--received', '--to', 'Shops', ...ada)).toMatchObject({ exit: 0 });
  expect(await say('calls', '--told', '--note', 'Spoke to the lead', ...ada)).toMatchObject({ exit: 0 });
  expect((await desk.show(run)).messages).toMatchObject([
    {
      id: 'done',
      state: 'told',
      records: [{ type: 'messageNotTold' }, { type: 'messageTold' }, { type: 'messageReceipt' }],
    },
    {
      id: 'calls',
      state: 'told',
      records: [{ type: 'messageTold', data: { way: 'person', channel: 'phone' } }],
    },
  ]);
  const eml = join(desk.folder, 'done.eml');
  expect(await say('done', '--eml', eml)).toMatchObject({ exit: 0 });
  expect(readFileSync(eml, 'utf8')).toContain('Subject: Lab 1.0.0');
  expect((await say()).stdout).toContain('2 messages, 2 told');
  const report = join(desk.folder, 'report.md');
  expect(await desk.cli(['report', run, '--format', 'md', '-o', report])).toMatchObject({ exit: 0 });
  expect(readFileSync(report, 'utf8')).toMatch(/sent by mail to shops@example.org, ada@example.org by ada/);
  expect(await desk.verify()).toMatchObject({ exit: 0 });
});

it('a rehearsal sends nothing and says so', async () => {
  const { run, stdout } = await begin('--mode', 'rehearsal');
  expect(stdout).not.toContain('due now');
  const say = (...words: string[]) => desk.cli(['message', run, ...words]);
  expect((await say()).stdout).toContain(
    'This is a rehearsal: nothing is sent, and nobody is told anything.',
  );
  for (const act of ['--send', '--told'])
    expect(await say('calls', act, '--operator', 'ada')).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('This is a rehearsal: nothing is sent'),
    });
});
