import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changesBetween } from '#core/release/changes.ts';
import { carriedOver, nextReleaseText } from '#core/release/next-release.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { describeCarried } from '#core/words/release/describe-carried.ts';
import { describeChange } from '#core/words/release/describe-change.ts';

const EARLIER = readFileSync(
  new URL('../../../resources/examples/payments-gateway.release.yaml', import.meta.url),
  'utf8',
);

function next(text = EARLIER): string {
  const made = nextReleaseText(text, { id: 'payments-next', name: 'Payments gateway', version: '4.3.0' });
  expect(made.ok).toBe(true);
  return made.ok ? made.text : '';
}

function dataOf(text: string) {
  const { data, issues } = parseRelease(text);
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  return data ?? {};
}

describe('the next release of a product', () => {
  it('says what the earlier one did, but for what held for that alone', () => {
    const lines = changesBetween(dataOf(EARLIER), dataOf(next())).map(
      (change) => describeChange(change).line,
    );
    expect(lines.filter((line) => !/^control|^requirement|^component/.test(line))).toEqual([
      'release.id payments-gateway → payments-next',
      'release.version 4.2.0 → 4.3.0',
      'release.baseline no longer said; it was git:payments/gateway@9f31c2e7',
      'release.window.opens no longer said; it was 2026-12-05T22:00:00+01:00',
      'release.window.closes no longer said; it was 2026-12-06T02:00:00+01:00',
      'release.window.margin no longer said; it was 15m',
    ]);
    expect(lines).toContain('control plan-reviewed: state no longer said; it was met');
    expect(lines).toContain(
      'requirement vault-endpoint of infrastructure: state no longer said; it was installed',
    );
    expect(lines.find((line) => line.startsWith('component gateway of package: sha256'))).toContain(
      'no longer said',
    );
  });

  it('keeps the comments', () => {
    expect(next()).toContain('# A release that uses every part of format 1.');
    expect(next()).toContain('# decided by Holdpoint itself');
  });

  it('names what speaks of one release, until it says something else', () => {
    const made = next();
    const carried = (text: string) => carriedOver(dataOf(EARLIER), dataOf(text)).map(describeCarried);
    expect(carried(made)).toEqual([
      'the summary',
      'the features',
      'the risks',
      'who is affected',
      'the handover',
      'component gateway: version 4.2.0',
    ]);
    const edited = made
      .replace('Moves card tokens to the new vault', 'Speeds refunds up')
      .replace('id: gateway\n      version: "4.2.0"', 'id: gateway\n      version: "4.3.0"');
    expect(carried(edited)).toEqual(['the features', 'the risks', 'who is affected', 'the handover']);
    expect(carriedOver({}, {})).toEqual([]);
  });

  it('is not made of what cannot be read', () => {
    expect(nextReleaseText('release: [', { id: 'a', name: 'A', version: '1' })).toMatchObject({ ok: false });
  });
});
