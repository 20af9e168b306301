import { describe, expect, it } from 'vitest';
import { freezeMessages } from '#core/communication/freeze.ts';
import { letterOf } from '#core/communication/letter.ts';
import { mailSettings } from '#core/communication/mail-settings.ts';
import type { FrozenMessage, MessageEvents } from '#core/communication/message.ts';
import { momentOf } from '#core/communication/moment.ts';
import { findMessage, messagesOfRun, openMessages } from '#core/communication/told.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import type { Question } from '#core/run/events.ts';
import type { Mode } from '#core/run/mode.ts';
import { refuseEntry } from '#core/run/run-entries.ts';
import { readRun, runJson } from '#core/run/view.ts';
import {
  describeMessageRecord,
  describeMessages,
  describeMoment,
  describeWhatCame,
} from '#core/words/run/describe-message.ts';
import { describeRefusal } from '#core/words/run/describe-refusal.ts';
import { labelDecision } from '#core/words/run/label-decision.ts';
import { createLog, type Log, NOTIFY, planOf, ref, type StepSpec } from '../run/run-fixture.ts';

const BY = 'engineer';
const DESK = { name: 'The order desk', email: 'desk@example.org', phone: null };

function message(id: string, send: string | null, more: Partial<FrozenMessage> = {}): FrozenMessage {
  return {
    id,
    audience: `Audience of ${id}`,
    channel: 'email',
    to: [DESK],
    sender: null,
    send,
    subject: 'Shop 2.0.0',
    body: 'Begun at {{ run.started }}',
    ...more,
  };
}

const STEPS: readonly StepSpec[] = [
  { id: 'one', hosts: ['a'] },
  { id: 'two', hosts: null },
  { id: 'gate', hosts: null },
];

function begun(messages: readonly FrozenMessage[], { mode = 'live' as Mode, steps = STEPS } = {}): Log {
  return createLog(planOf([...steps]), mode, { messages }).begin();
}

const told = (id: string, more: object = {}): MessageEvents => ({
  type: 'messageTold',
  data: {
    by: BY,
    message: id,
    way: 'person',
    channel: 'phone',
    to: ['Desk'],
    subject: '',
    body: 'x',
    note: null,
    ...more,
  },
});
const withheld = (id: string, note: string | null): MessageEvents => ({
  type: 'messageNotTold',
  data: { by: BY, message: id, fault: null, note },
});
const notSent = (id: string): MessageEvents => ({
  type: 'messageNotTold',
  data: {
    by: BY,
    message: id,
    fault: { kind: 'not-reached', server: 'mail:25', said: 'ECONNREFUSED' },
    note: null,
  },
});
const receipt = (id: string, received = true): MessageEvents => ({
  type: 'messageReceipt',
  data: { by: BY, message: id, whom: 'Desk', received, note: null },
});
const whatCame = (log: Log): readonly string[] =>
  messagesOfRun(log.state()).flatMap((each) => describeWhatCame(each).map(({ words }) => words));
const states = (log: Log): readonly string[] =>
  messagesOfRun(log.state()).map(({ id, state }) => `${id} ${state}`);
const refused = (log: Log, entry: MessageEvents): string | null => {
  const refusal = refuseEntry(log.state(), entry);
  return refusal && describeRefusal(refusal);
};

describe('a mail that was being sent when the program ended', () => {
  const begins: MessageEvents = {
    type: 'messageNotTold',
    data: { by: BY, message: 'm', fault: { kind: 'unfinished', server: 'mail:25', said: null }, note: null },
  };

  it('was perhaps sent, waits for a person, and is not called unsent', () => {
    const state = begun([message('m', null)]).add(begins);
    expect(messagesOfRun(state)[0]?.state).toBe('unclear');
    expect(openMessages(state)).toHaveLength(1);
    expect(describeMessages(messagesOfRun(state))).toContain('1 perhaps sent');
    const [record] = findMessage(state, 'm')?.records ?? [];
    expect(record && describeMessageRecord(record)).toMatch(/^perhaps sent \(.*nothing says how that ended/);
  });

  it('was perhaps sent also where a later try failed, or a person tells them', () => {
    const later = begun([message('m', null)]).add(begins, begins, notSent('m'));
    expect(findMessage(later, 'm')).toMatchObject({ state: 'unclear', records: [{}, {}] });
    const byPerson = begun([message('m', null)]).add(begins, told('m'));
    expect(findMessage(byPerson, 'm')).toMatchObject({
      state: 'told',
      records: [{}, { type: 'messageTold' }],
    });
  });

  it('says nothing more of its beginning once its end is known', () => {
    const state = begun([message('m', null)]).add(begins, told('m', { way: 'mail' }));
    expect(findMessage(state, 'm')).toMatchObject({ state: 'told', records: [{ type: 'messageTold' }] });
    expect(state.decisions.map(({ decided }) => decided.kind)).toEqual(['message-told']);
  });
});

describe('when a message is due', () => {
  it('is read from the words that Holdpoint knows; all others are for people', () => {
    expect(momentOf('before-deployment')).toEqual({ kind: 'start', plan: 'deployment' });
    expect(momentOf(' at gate ')).toEqual({ kind: 'step', step: 'gate' });
    for (const words of [null, '', 'at 22:00', 'toString', 'once it is quiet'])
      expect(momentOf(words)).toEqual({ kind: 'words' });
    expect(describeMoment('deployment-failed')).toBe('when the deployment has failed or was stopped');
    expect(describeMoment('at 22:00')).toBe('at 22:00');
    expect(describeMoment(' ')).toBeNull();
  });

  it('follows the run: at its start, when a step is reached, and at its end by how that was', () => {
    const log = begun([
      message('start', 'before-deployment'),
      message('gate', 'at gate'),
      message('good', 'after-deployment'),
      message('bad', 'deployment-failed'),
      message('other', 'after-backout'),
      message('words', 'in the evening'),
    ]);
    const rest = ['other later', 'words later'];
    expect(states(log)).toEqual(['start due', 'gate later', 'good later', 'bad later', ...rest]);
    log.run('one', 'a').run('two', null);
    expect(states(log)).toEqual(['start due', 'gate due', 'good later', 'bad later', ...rest]);
    log.run('gate', null).add({ type: 'runFinished', data: { outcome: 'succeeded', reason: null } });
    expect(states(log)).toEqual(['start due', 'gate due', 'good due', 'bad later', ...rest]);
    expect(describeMessages(messagesOfRun(log.state()))).toBe('6 messages, none told, 3 due');
  });

  it('is never in a rehearsal, which tells nobody anything, and not in a run that was refused', () => {
    const rehearsal = begun([message('start', 'before-deployment')], { mode: 'rehearsal' });
    expect(states(rehearsal)).toEqual(['start later']);
    expect(refused(rehearsal, told('start'))).toBe(
      'This is a rehearsal: nothing is sent, and nobody is told anything',
    );
    const log = createLog(planOf([...STEPS]), 'live', { messages: [message('start', 'before-deployment')] });
    log.add({ type: 'runFinished', data: { outcome: 'refused', reason: null } });
    expect(states(log)).toEqual(['start later']);
  });

  it('is not, where a step of the plan tells it; what came of the step counts', () => {
    const steps = [{ id: 'tell', hosts: null, task: NOTIFY }, { id: 'two' }];
    const id = NOTIFY.kind === 'notify' ? NOTIFY.communication : '';
    const log = begun([message(id, 'before-deployment')], { steps });
    expect(states(log)).toEqual([`${id} later`]);
    log.run('tell', null);
    expect(states(log)).toEqual([`${id} told`]);
    expect(whatCame(log)).toEqual(['told in step Title of tell']);
    const said = begun([message(id, 'before-deployment')], { steps });
    const question = { about: 'notify', unit: ref('tell'), channel: 'phone', to: [], subject: '', body: 'x' };
    said.ask('q', question as Question);
    said.answer('q', { to: 'notify', done: false, items: [] }, BY, 'Nobody there');
    expect(states(said)).toEqual([`${id} withheld`]);
    said.add(told(id));
    expect(whatCame(said)).toEqual([
      expect.stringMatching(/^not told in step Title of tell by engineer, 20.*: Nobody there$/),
      expect.stringMatching(/^told by phone to Desk by engineer, 20/),
    ]);
    const rehearsal = begun([message(id, 'before-deployment')], { mode: 'rehearsal', steps });
    rehearsal.run('tell', null, 'failed');
    expect(states(rehearsal)).toEqual([`${id} later`]);
  });
});

describe('what came of a message', () => {
  it('stands in the log, among the decisions and in JSON; the last that was done about it counts', () => {
    const log = begun([message('start', 'before-deployment')]);
    log.add(notSent('start'));
    expect(states(log)).toEqual(['start failed']);
    expect(openMessages(log.state())).toHaveLength(1);
    log.add(told('start'), receipt('start', false));
    expect(states(log)).toEqual(['start told']);
    const [first] = messagesOfRun(log.state());
    expect(first?.records.map(describeMessageRecord).map((words) => words.replace(/, \d.*/, ''))).toEqual([
      'not sent (the mail server mail:25 was not reached: ECONNREFUSED), tried by engineer',
      'told by phone to Desk by engineer',
      'not received by Desk, noted by engineer',
    ]);
    expect(log.state().decisions.map(labelDecision)).toEqual([
      'Not told start',
      'Told start',
      'start did not arrive',
    ]);
    const json = runJson(readRun(log.state(), { carriedOut: true, head: null }));
    expect(json.messages).toMatchObject([
      { id: 'start', state: 'told', records: [{}, {}, { type: 'messageReceipt' }] },
    ]);
    expect(json.messages[0]?.records[0]).not.toHaveProperty('seq');
  });

  it('changes nothing of what the run does next, and is taken after its end', () => {
    const log = begun([message('start', 'before-deployment')]);
    const { units, wave, questions } = log.state();
    log.add(notSent('start'));
    expect(log.state()).toMatchObject({ units, wave, questions, outcome: null });
    log.add(
      { type: 'runFinished', data: { outcome: 'failed', reason: null } },
      withheld('start', 'It failed'),
    );
    expect(log.state().outcome).toBe('failed');
    expect(states(log)).toEqual(['start withheld']);
    log.add(told('start'), receipt('start'));
    expect(states(log)).toEqual(['start told']);
    expect(log.state().messages).toHaveLength(4);
    expect(log.state().decisions.map(labelDecision).slice(-2)).toEqual(['Told start', 'start arrived']);
  });

  it('is refused where the run has no such message, nobody does it, or a reason is missing', () => {
    const log = begun([message('start', 'before-deployment')]);
    expect(refused(log, told('other'))).toBe('This run has no message other; it has start');
    expect(refused(log, told('start', { by: ' ' }))).toBe('An entry needs the name of the person who did it');
    expect(refused(log, withheld('start', ' '))).toBe('A message that was not sent needs a note: why not');
    expect(refused(log, receipt('start'))).toBe(
      'Nobody has been told start yet, so nobody can have received it',
    );
    expect(refused(begun([]), told('start'))).toBe('The release of this run has no messages');
    for (const entry of [told('start'), withheld('start', 'no'), notSent('start')])
      expect(refused(log, entry)).toBeNull();
  });
});

describe('the text of a message', () => {
  it('has what the run knows and what a person says, and names what is left open', () => {
    const log = begun([
      message('end', null, { subject: '{{ vars.title }}', body: 'At {{ run.finished }} in {{ run.id }}' }),
    ]);
    const found = findMessage(log.state(), 'end');
    if (found === null) throw new Error('there is one');
    expect(letterOf(found, log.state())).toMatchObject({ missing: ['vars.title', 'run.finished'] });
    const letter = letterOf(found, log.state(), {
      'vars.title': 'Done',
      'run.finished': '23:10',
      toString: 'x',
    });
    expect(letter).toEqual({ subject: 'Done', body: `At 23:10 in ${log.state().header.run}`, missing: [] });
  });
});

describe('whom a message goes to', () => {
  it('is a person, everybody of a role, or what is written, frozen with the values of the run', () => {
    const text = `
holdpoint: 1
release:
  id: shop
  name: Shop
  version: 2.0.0
  people:
    - {id: ada, name: Ada King, email: ada@example.org, phone: '+49 30 1', roles: [desk]}
    - {id: bob, name: Bob, roles: [desk]}
environments: {lab: {kind: test, vars: {place: Berlin}, hosts: {}}}
communications:
  - {id: done, audience: All, channel: email, to: [desk, ada, x@example.org, '+49 30 22', Shops], sender: ada, body: 'In {{ vars.place }}'}
`;
    const { release } = parseRelease(text);
    if (release === null) throw new Error('it reads');
    const [done] = freezeMessages(release, { environment: 'lab', vars: {} });
    expect(done).toMatchObject({ body: 'In Berlin', subject: '', sender: { name: 'Ada King' } });
    expect(done?.to).toEqual([
      { name: 'Ada King', email: 'ada@example.org', phone: '+49 30 1' },
      { name: 'Bob', email: null, phone: null },
      { name: 'Ada King', email: 'ada@example.org', phone: '+49 30 1' },
      { name: 'x@example.org', email: 'x@example.org', phone: null },
      { name: '+49 30 22', email: null, phone: '+49 30 22' },
      { name: 'Shops', email: null, phone: null },
    ]);
  });
});

describe('the settings of a mail server', () => {
  const good = {
    host: 'mail.example.org',
    port: 587,
    encryption: 'starttls',
    from: 'Desk <d@example.org>',
    user: null,
    credential: null,
    certificates: null,
  };

  it('take no host and no sender that could end a header', () => {
    expect(mailSettings.safeParse(good).success).toBe(true);
    for (const bad of [
      { host: 'a b' },
      { from: 'x' },
      { from: 'a@b\r\nBcc: c@d' },
      { from: 'A\nB <a@b>' },
      { port: 0 },
    ])
      expect(mailSettings.safeParse({ ...good, ...bad }).success).toBe(false);
  });
});
