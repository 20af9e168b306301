import { describe, expect, it } from 'vitest';
import { renderCalendar, whyNoCalendar } from '#core/report/calendar.ts';
import type { Runbook } from '#core/report/runbook-model.ts';
import { DEPLOYMENT, runbook } from './release-fixture.ts';

const WINDOW = {
  opens: '2026-03-14T21:00:00+01:00',
  closes: '2026-03-15T01:30:00+01:00',
  marginMs: 600_000,
};

function book(more: Partial<Runbook['release']['info']> = {}): Runbook {
  const made = runbook(DEPLOYMENT, 'runbook');
  return { ...made, release: { ...made.release, info: { ...made.release.info, window: WINDOW, ...more } } };
}

/** Names and values as a calendar reads them: unfolded, with what was escaped as it was. */
function properties(text: string): readonly (readonly [string, string])[] {
  expect(text.endsWith('\r\n')).toBe(true);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  return text
    .replaceAll('\r\n ', '')
    .trimEnd()
    .split('\r\n')
    .map((line) => {
      const [name, ...value] = line.split(':');
      const read = value
        .join(':')
        .replaceAll(/\\([\\;,nN])/g, (_, sign: string) => (/n/i.test(sign) ? '\n' : sign));
      return [name ?? '', read] as const;
    });
}

describe('the window of a release in a calendar', () => {
  const valueIn = (text: string, name: string) => properties(text).find(([each]) => each === name)?.[1];

  it('begins and ends with it, in UTC, and says which revision, whom to call and how long the way back is', () => {
    const text = renderCalendar(book());
    expect(valueIn(text, 'DTSTART')).toBe('20260314T200000Z');
    expect(valueIn(text, 'DTEND')).toBe('20260315T003000Z');
    expect(valueIn(text, 'SUMMARY')).toBe('Payments 4.2.0 on production');
    const said = valueIn(text, 'DESCRIPTION') ?? '';
    expect(said).toContain('4f2a-91c0-77aa-0d12');
    expect(said).toContain('Backing all of it out: ');
    for (const { name, phone } of book().release.info.people) {
      expect(said).toContain(name);
      if (phone !== null) expect(said).toContain(phone);
    }
  });

  it('is the same entry when it is written again, and another one for another environment', () => {
    const uid = (of: Runbook) => valueIn(renderCalendar(of), 'UID');
    expect(uid({ ...book({ version: '4.2.1' }), printedAt: '2026-03-15T00:00:00.000Z' })).toBe(uid(book()));
    expect(uid({ ...book(), environment: 'staging' })).not.toBe(uid(book()));
  });

  it('holds any text as text: no line of it is a property, and no character is cut', () => {
    const name = 'Ärger; \\n, 🚀'.repeat(12);
    const summary = 'First\nEND:VEVENT\r\nATTACH:file:///etc/passwd\u2028\u202egnp';
    const text = renderCalendar(book({ name, summary }));
    expect(valueIn(text, 'SUMMARY')).toBe(`${name} 4.2.0 on production`);
    const names = properties(text).map(([each]) => each);
    expect(names.filter((each) => each === 'END')).toHaveLength(2);
    expect(names).not.toContain('ATTACH');
    expect(valueIn(text, 'DESCRIPTION')).toContain('First\nEND:VEVENT');
    expect(text).not.toMatch(/[\u2028\u202e]/);
  });

  it('is not written without one', () => {
    const none = book({ window: null });
    expect(whyNoCalendar(none)).toContain('The release has no window');
    expect(() => renderCalendar(none)).toThrow('no window');
    expect(whyNoCalendar(book())).toBeNull();
  });
});
