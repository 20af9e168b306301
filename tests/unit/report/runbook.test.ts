import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { describeTiming } from '#core/plan/describe-step.ts';
import type { StepId } from '#core/release/model.ts';
import { renderPlanCsv } from '#core/report/plans-csv.ts';
import { renderRunbook } from '#core/report/runbook.ts';
import { rollingGroups } from '#core/report/runbook-model.ts';
import { renderRunbookMarkdown } from '#core/report/runbook-text.ts';
import { stepOf } from '#core/run/state.ts';
import { packed, seen } from './read-html.ts';
import { DEPLOYMENT, longCommand, plan, release, runbook, step, undoBy } from './release-fixture.ts';

const book = runbook();
const { html, title } = renderRunbook(book);
const text = seen(html);

describe('the runbook on paper', () => {
  it('names release, environment and revision in its title', () => {
    expect(title).toBe('Runbook · Payments 4.2.0 · production · 4f2a-91c0-77aa-0d12');
  });

  it('holds people, window, triggers, authority, criteria and communications', () => {
    const said = [
      'Dana Okafor',
      '+49 30 1234 567',
      '2026-03-14T21:00:00+01:00',
      'A payment is lost',
      'More than 2 hosts fail',
      'Lee Brandt',
      'All smoke tests pass',
      'Instant transfers are available.',
      'First Dana, then the duty manager by phone.',
      'Switch the branches to the paper form.',
      'ab12cd34',
    ];
    for (const each of said) expect(text).toContain(packed(each));
  });

  it('has a box to tick and room to sign for every host of every step', () => {
    for (const { steps } of book.plans) {
      for (const { units, title: name, kind } of steps) {
        expect(text).toContain(packed(name).replace(/\u202e.*/u, ''));
        if (kind !== 'hold')
          for (const unit of units) expect(text).toContain(`${unit.host ?? 'Done'}begandoneinitialsresult`);
      }
    }
  });

  it('has as many signature boxes as a hold point needs persons, and one before a batch that waits', () => {
    const boxes = (deployment: typeof DEPLOYMENT) =>
      renderRunbook(runbook(deployment)).html.split('class="sign"').length;
    expect(boxes(DEPLOYMENT) - boxes(DEPLOYMENT.filter((each) => each.id !== 'go'))).toBe(2);
    expect(text).toContain(packed('Hold point before batch 2 of 2'));
  });

  it('names the points of no return before the undo steps', () => {
    const points = packed('Points of no return. Once one of these is passed, the backout does not undo it:');
    const undos = packed('These are the undo steps of a whole deployment');
    expect(text).toContain(points);
    expect(text.indexOf(points)).toBeLessThan(text.indexOf(undos));
    expect(renderRunbookMarkdown(book)).toContain('**Points of no return. Once one of these is passed');
  });

  it('puts the undo beside each step with its number in the backout plan', () => {
    expect(text).toContain(packed('Undo B2'));
    expect(text).toContain(packed('lbctl restore web3'));
    expect(text).toContain(
      packed('Point of no return What the next step does cannot be undone. Columns are dropped'),
    );
  });

  it('says what is known of each step after a lost link, and how to see whether it is done', () => {
    const steps = [
      step('link', { kind: 'run', text: 'ln -s a b' }, { on: 'db1', doneIf: 'test -e {{ host.name }}' }),
    ];
    const said = ['Done if this exits with 0', 'test -e db1', 'tracked: started at most once'];
    const paper = seen(renderRunbook(runbook(steps)).html);
    const markdown = renderRunbookMarkdown(runbook(steps));
    for (const each of said) {
      expect(paper).toContain(packed(each));
      expect(markdown).toContain(each);
    }
    expect(renderPlanCsv(plan(release(steps), 'deployment')).split('\r\n')[1]).toMatch(
      /,test -e db1,tracked,/,
    );
  });

  it('says as the terminal does what a step keeps, and gives no limit to what only waits', () => {
    const steps = [
      step(
        'dump',
        { kind: 'run', text: 'a' },
        { capture: { size: '(.*)' }, undo: undoBy('b'), evidence: true },
      ),
      step('pause', { kind: 'wait', until: { kind: 'for', ms: 2_700_000 } }),
    ];
    const printed = runbook(steps);
    const paper = seen(renderRunbook(printed).html);
    const markdown = renderRunbookMarkdown(printed);
    const rows = renderPlanCsv(plan(release(steps), 'deployment')).split('\r\n');
    const [head, dump, pause] = ['plan,', ',dump,', ',pause,'].map((part) =>
      rows.find((row) => row.includes(part)),
    );
    for (const words of ['keeps size from its output', 'its whole output goes into the report']) {
      expect(paper).toContain(packed(words));
      expect(markdown).toContain(words);
    }
    expect(head).toContain('guarantee,undoRuns,when,pauseBefore,expect,retry,captures');
    expect(dump).toContain('keeps size from its output');
    expect(pause).toContain(',wait 45 min,');
    expect(describeTiming(stepOf(plan(release(steps), 'deployment'), 'pause' as StepId))).toBeNull();
  });

  it('says once in a long plan what holds for most of its steps, and at a step what is otherwise', () => {
    const many = Array.from({ length: 30 }, (_, i) =>
      step(
        `work-${i}`,
        { kind: 'run', text: 'a' },
        { undo: undoBy('b'), onFailure: i === 7 ? 'stop' : 'ask' },
      ),
    );
    const [, deployment = ''] = renderRunbook(runbook(many)).html.split(/<h2 id="\w+">Deployment plan<\/h2>/);
    const [said = ''] = deployment.split('<h2');
    const times = (words: string) => said.split(words).length - 1;
    expect(times('Where a step says nothing else:')).toBe(1);
    expect([times('Carried out by Holdpoint:'), times('Expect:'), times('If it goes wrong:')]).toEqual([
      1, 1, 2,
    ]);
    expect(text).not.toContain(packed('Where a step says nothing else:'));
  });

  it('begins a page with each plan, and keeps a runbook of few pages together', () => {
    const kinds = (steps: typeof DEPLOYMENT) =>
      renderRunbook(runbook(steps)).html.match(/<section class="(?:newpage|whole)"><h2/g);
    const many = Array.from({ length: 40 }, (_, i) =>
      step(`work-${i}`, { kind: 'run', text: 'a' }, { undo: undoBy('b') }),
    );
    expect(new Set(kinds(many))).toEqual(new Set(['<section class="newpage"><h2']));
    expect(new Set(kinds(many.slice(0, 1)))).toEqual(new Set(['<section class="whole"><h2']));
  });

  it('lets hostile text neither act nor hide', () => {
    expect(html).not.toMatch(/<script|<img|onerror='/);
    expect(html).not.toContain('\u202e');
  });

  it('breaks a name without blanks, which would run off the page and have all of it printed smaller', () => {
    expect(html).toMatch(/body \{[^}]*overflow-wrap: anywhere/);
    expect(html).toMatch(/@bottom-left \{[^}]*overflow-wrap: anywhere/);
  });

  it('loses nothing of 300 steps with commands of 4,000 characters', () => {
    const steps = Array.from({ length: 300 }, (_, i) =>
      step(`s${i}`, { kind: 'run', text: longCommand(i) }, { on: 'web', undo: undoBy(`undo-of-${i}`) }),
    );
    const large = seen(renderRunbook(runbook(steps)).html);
    for (let i = 0; i < 300; i += 1) {
      expect(large).toContain(packed(longCommand(i)));
      expect(large.split(`undo-of-${i}`).length).toBeGreaterThan(2);
    }
  });

  it('says which plan could not be resolved, and why', () => {
    const missing = renderRunbook({
      ...book,
      unresolved: [{ plan: 'infrastructure', problems: ['vars.x has no value'] }],
    });
    expect(seen(missing.html)).toContain(packed('vars.x has no value'));
  });

  it('says how a rolling phase goes round', () => {
    const rolling = {
      id: 'roll',
      title: 'Roll',
      on: 'web',
      rollout: {
        batches: [{ kind: 'count', count: 1 }, { kind: 'rest' }],
        parallel: 2,
        stopAfter: null,
        pause: 'none',
      },
      steps: [
        step('one', { kind: 'run', text: 'a' }, { on: null }),
        step('two', { kind: 'run', text: 'b' }, { on: null }),
      ],
    } as const;
    const made = plan(release([], { deployment: [rolling] }), 'deployment');
    expect([...rollingGroups(made).values()]).toEqual([
      { first: 'one', last: 'two', batches: [['web1'], ['web2', 'web3', 'web4']] },
    ]);
    expect(rollingGroups(plan(release(DEPLOYMENT), 'deployment')).size).toBe(0);
  });

  it('says in Markdown too how a rolling phase goes round, and where a batch waits for a person', () => {
    const rolling = {
      id: 'roll',
      title: 'Roll',
      on: 'web',
      rollout: {
        batches: [{ kind: 'count', count: 1 }, { kind: 'rest' }],
        parallel: 2,
        stopAfter: null,
        pause: 'hold',
      },
      steps: [
        step('drain', { kind: 'run', text: 'a' }, { on: null }),
        step('start', { kind: 'run', text: 'b' }, { on: null }),
      ],
    } as const;
    const made = plan(release([], { deployment: [rolling] }), 'deployment');
    const markdown = renderRunbookMarkdown({ ...book, plans: [made] });
    const said = [
      '**Rolling.** Do D1 to D2 in this order on one batch, then all of them on the next batch:',
      '- Batch 1: web1',
      '- Batch 2: web2, web3, web4',
      '**Batch 2 of 2:**',
      '- [ ] **Hold:** batch 2 of 2 starts only when a person releases it',
    ];
    for (const each of said) expect(markdown).toContain(each);
  });

  it('says the same in Markdown', () => {
    const markdown = renderRunbookMarkdown(book);
    for (const each of [longCommand(1), 'lbctl restore web3', 'Columns are dropped', 'A payment is lost'])
      expect(markdown).toContain(each);
    expect(new MarkdownIt({ html: true }).render(markdown)).not.toMatch(/<script|<img/);
  });

  it('lists a plan as CSV, one row per unit in the order of work', () => {
    const rows = renderPlanCsv(plan(release(DEPLOYMENT), 'deployment')).split('\r\n');
    expect(rows).toHaveLength(1 + 9 + 1);
    expect(rows[1]).toContain(
      'deployment,D1,Roll out,drain,Title of drain,run,,1,web1,lbctl drain web1,as root,lbctl restore web1',
    );
  });
});

describe('what is said in the place of an undo', () => {
  const command = { kind: 'run', text: 'a' } as const;
  const printed = runbook([
    step('copy', command, { on: 'web1', undo: { kind: 'nothing', why: 'A copy' } }),
    step('unsaid', command, { on: 'web1' }),
    step('look', { kind: 'check', text: 'a' }, { on: 'web1' }),
  ]);

  it.each([
    ['on paper', seen(renderRunbook(printed).html)],
    ['in Markdown', packed(renderRunbookMarkdown(printed)).replaceAll('*', '')],
  ])('is the same of every kind of step, and nothing of what changes nothing, %s', (_, said) => {
    expect(said).toContain(packed('Nothing to undo: A copy'));
    expect(said.split(packed('No undo is written down for this step'))).toHaveLength(2);
    expect(said).not.toContain(packed('It changes nothing'));
  });
});

describe('a step that is skipped on every host', () => {
  const skipped = { on: 'web1', when: 'host.name == "web2"' };
  const command = { kind: 'run', text: 'a' } as const;
  const steps = [
    step('drop', command, { ...skipped, undo: { kind: 'no-return', why: 'Rows are gone' } }),
    step('swap', command, { ...skipped, undo: undoBy('swap --back') }),
  ];
  const printed = runbook(steps);

  it.each([
    ['on paper', seen(renderRunbook(printed).html)],
    ['in Markdown', packed(renderRunbookMarkdown(printed))],
  ])('is no point of no return, and nothing is said of undoing it, %s', (_, said) => {
    expect(said).toContain(packed('Title of swap'));
    for (const words of ['point of no return', 'Rows are gone', 'No undo is written down'])
      expect(said.toLowerCase()).not.toContain(packed(words).toLowerCase());
  });

  it('has no undo in the table', () => {
    const rows = renderPlanCsv(plan(release(steps), 'deployment')).split('\r\n');
    expect(rows.find((row) => row.includes(',swap,'))).toMatch(/,,nothing: It is skipped,/);
    expect(rows.join('')).not.toContain('swap --back');
  });
});

describe('what the author of a release leaves out', () => {
  it('has no heading and no line in the contents', () => {
    const bare = runbook();
    const { info } = bare.release;
    const nothing = {
      ...info,
      features: [],
      affected: [],
      risks: [],
      handover: null,
      escalation: null,
    };
    const empty = {
      ...bare.release,
      info: nothing,
      documents: [],
      requirements: [],
      success: [],
      communications: [],
    };
    const paper = renderRunbook({ ...bare, release: empty }).html;
    expect(paper).not.toContain('>The release</h2>');
    expect(paper).not.toContain('Communications');
    expect(html).toContain('>The release</h2>');
    expect(html).toContain('<span>Communications</span>');
  });
});

it('prints what an author wrote in Markdown as it was meant, and its HTML as text', () => {
  const text = 'Ring **the desk** and read `a<b` to them. <b>No</b>';
  const paper = renderRunbook(
    runbook([step('call', { kind: 'manual', text, items: [] }, { on: null, notes: 'It is __urgent__' })]),
  ).html;
  expect(paper).toContain('Ring <b>the desk</b> and read <code>a&lt;b</code> to them. &lt;b&gt;No&lt;/b&gt;');
  expect(paper).toContain('It is <b>urgent</b>');
});

it('breaks a command of 4,000 characters at its blanks alone', () => {
  const text = `tool ${Array.from({ length: 90 }, (_, i) => `--option-${i}=value-of-the-option-number-${i}`).join(' ')}`;
  expect(text.length).toBeGreaterThan(3_400);
  const paper = renderRunbook(runbook([step('long', { kind: 'run', text }, { on: 'db1' })])).html;
  expect(paper).toContain('<wbr>--option-50=value-of-the-option-number-50 <wbr>');
});

it('keeps a short step on one page, and of a longer one each part that is short: no page is left half empty', () => {
  const lines = (count: number): string => Array.from({ length: count }, (_, i) => `do part ${i}`).join('\n');
  const of = (count: number): string =>
    renderRunbook(
      runbook([step('work', { kind: 'run', text: lines(count) }, { on: 'web', undo: undoBy('undo-of-it') })]),
    ).html;
  expect(of(3)).toContain('<section class="step whole">');
  for (const count of [40, 400]) {
    const long = of(count);
    expect(long).toContain('<section class="step">');
    expect(long).toMatch(/<pre class="command"><span class="l">do part 0</);
    expect(long).toMatch(/class="undo whole"[\s\S]*?<pre class="command whole">.*undo-of-it/);
    expect(long).toMatch(/class="hosts whole"/);
  }
});
