import { expect, it } from 'vitest';
import { notBegun } from '#worker/not-begun.ts';

it.each([
  'hosts-busy',
  'rehearsal-on-production',
  'plan-empty',
  'plan-invalid',
  'secret-changed',
  'loss-unread',
])('keeps %s up to the screen, with its cause', (code) => {
  const failure = notBegun({ code, message: 'web1 is busy', details: { host: 'web1' } });
  expect(failure).toMatchObject({ code, message: 'web1 is busy', details: { host: 'web1' } });
});

it('is a refusal where the page has no use for the code', () => {
  const next = { app: 'Look at the host', terminal: '' };
  expect(notBegun({ code: 'odd', message: 'No', next } as never)).toMatchObject({
    code: 'refused',
    message: 'No',
    details: { next: 'Look at the host' },
  });
});
