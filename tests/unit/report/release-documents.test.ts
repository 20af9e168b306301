import { describe, expect, it } from 'vitest';
import { renderPlansCsv } from '#core/report/plans-csv.ts';
import { contentsOf, RELEASE_DOCUMENT_NAMES, type ReleaseDocument } from '#core/report/release-document.ts';
import { renderRunbook } from '#core/report/runbook.ts';
import { renderRunbookMarkdown } from '#core/report/runbook-text.ts';
import { packed, seen } from './read-html.ts';
import { DEPLOYMENT, plan, release, runbook, step } from './release-fixture.ts';

describe('the documents of a release', () => {
  const BACKOUT = 'These are the undo steps of a whole deployment';
  const headings = (document: ReleaseDocument) =>
    [...renderRunbook(runbook(DEPLOYMENT, document)).html.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(
      ([, name]) => name,
    );

  it('hold what those need who get them, and nothing else', () => {
    expect(headings('deployment-plan')).toEqual([
      'Contents',
      'Signatures',
      'People',
      'When to back out',
      'Package',
      'Hosts of production',
      'Deployment plan',
      'Outcome',
    ]);
    expect(headings('backout-plan')).toEqual([
      'Contents',
      'Signatures',
      'People',
      'Escalation',
      'When to back out',
      'Hosts of production',
      'Backout plan',
    ]);
    expect(headings('verification-checklist')).toEqual([
      'Contents',
      'People',
      'Success criteria',
      'Verification',
      'Outcome',
    ]);
    expect(headings('call-sheet')).toEqual(['People', 'Escalation', 'Communications', 'Calls']);
  });

  it.each(RELEASE_DOCUMENT_NAMES)(
    '%s says what it is, of which revision, and the same in Markdown',
    (document) => {
      const { title, html } = renderRunbook(runbook(DEPLOYMENT, document));
      const { title: name, plans } = contentsOf(document);
      expect(title).toBe(`${name} · Payments 4.2.0 · production · 4f2a-91c0-77aa-0d12`);
      const markdown = renderRunbookMarkdown(runbook(DEPLOYMENT, document));
      expect(markdown).toMatch(new RegExp(`^# ${name} · Payments 4.2.0 · production\n`));
      const hasBackout = plans.includes('backout');
      expect(seen(html).includes(packed(BACKOUT))).toBe(hasBackout);
      expect(markdown.includes('## Backout plan')).toBe(hasBackout);
      const isCalled = document === 'runbook' || document === 'call-sheet';
      expect(seen(html).includes('Receiptchecked')).toBe(isCalled);
      expect(markdown.includes('## Communications')).toBe(isCalled);
    },
  );

  it('a point of no return and the number of an undo stand there without the other plan', () => {
    expect(seen(renderRunbook(runbook(DEPLOYMENT, 'backout-plan')).html)).toContain(
      packed('Points of no return. Once one of these is passed'),
    );
    expect(renderRunbook(runbook(DEPLOYMENT, 'deployment-plan')).html).toMatch(/<b>Undo<\/b> B\d+</);
  });

  it('say so where the release says nothing', () => {
    const bare = { ...runbook(DEPLOYMENT, 'verification-checklist'), plans: [] };
    const release = { ...bare.release, success: [], communications: [] };
    const said = (document: ReleaseDocument) => seen(renderRunbook({ ...bare, document, release }).html);
    expect(said('verification-checklist')).toContain(packed('Verification This plan has no steps.'));
    expect(said('verification-checklist')).toContain(packed('Criteria: not said'));
    expect(said('call-sheet')).toContain(packed('No message is written down.'));
    expect(said('backout-plan')).toContain(packed('Backout plan This plan has no steps.'));
  });

  it('have rows of the plans that they print', () => {
    const rows = (document: ReleaseDocument) => renderPlansCsv(runbook(DEPLOYMENT, document));
    expect(rows('backout-plan')).toMatch(/^plan,number.*\r?\nbackout,B1,/);
    expect(rows('backout-plan')).not.toContain('deployment,D1');
    expect(rows('call-sheet')).toBe('');
  });
});

it('fills in what is known of a message, leaves the rest to be written in, and says so', () => {
  const book = runbook(DEPLOYMENT, 'call-sheet');
  const [one] = book.release.communications;
  if (one === undefined) throw new Error('the fixture has a message');
  const body = 'Since {{ run.finished }} by {{ vars.nobody }}: {{ release.version }}';
  const release = {
    ...book.release,
    communications: [{ ...one, subject: '{{ release.name }} is live', body }],
  };
  const sheet = seen(renderRunbook({ ...book, release }).html);
  expect(sheet).toContain(packed('Payments is live'));
  expect(sheet).toContain(packed('Since {{ run.finished }} by {{ vars.nobody }}: 4.2.0'));
  expect(sheet).toContain(packed('is known only during the run; write it in by hand'));
  const markdown = renderRunbookMarkdown({ ...book, release });
  expect(markdown).toContain('Payments is live');
  expect(seen(renderRunbook(book).html)).not.toContain(packed('write it in by hand'));
});

it('a test owes no undo, on paper as in lint', () => {
  const change = step('test', { kind: 'run', text: 'pay' });
  const book = runbook([change]);
  const deployed = release([change]);
  const of = { ...deployed, verification: deployed.deployment };
  const plans = (['deployment', 'verification'] as const).map((name) => plan(of, name));
  const said = plans.map((each) => {
    const paper = renderRunbook({ ...book, plans: [each] }).html;
    return paper.includes('No undo is written down');
  });
  expect(said).toEqual([true, false]);
});

it('a script stands on paper as it is, and what runs it before it', () => {
  const text = 'set -eu\nrestart';
  const script = step('restart', { kind: 'script', text, file: null, interpreter: 'python3' } as never);
  const { html: paper } = renderRunbook(runbook([script]));
  expect(seen(paper)).toContain(packed('Runs as a script of python3 on'.replace(' on', '')));
  expect(paper).not.toContain('python3 script:');
  expect(renderRunbookMarkdown(runbook([script]))).toContain('Runs as a script of python3');
});
