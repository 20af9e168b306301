import { describe, expect, it } from 'vitest';
import type { LatePiece, Text } from '#core/plan/model.ts';
import {
  completeProse,
  fillLate,
  fillProse,
  fillWritten,
  formatText,
  joinPieces,
  type LateValues,
  missingInProse,
} from '#core/plan/text.ts';
import type { HostName, StepId } from '#core/release/model.ts';

const backup = 'backup' as StepId;
const db1 = 'db1' as HostName;

const values: LateValues = {
  capture: (step, name, host) =>
    step === backup && name === 'size' ? `12 on ${host ?? 'this host'}` : undefined,
  run: (name) => (name === 'id' ? 'r-1' : undefined),
  secret: (name) => (name === 'db' ? "pa'ss" : undefined),
};

const size: LatePiece = { late: 'capture', step: backup, name: 'size', host: null, quote: true };

describe('fillLate', () => {
  it('fills in late values, quoted where the text says so', () => {
    const text: Text = [
      'echo ',
      size,
      ' ',
      { ...size, host: db1, quote: false },
      ' ',
      { late: 'run', name: 'id', quote: true },
    ];
    expect(fillLate(text, values)).toEqual({ ok: true, text: "echo '12 on this host' 12 on db1 r-1" });
  });

  it('gives a secret as it is', () => {
    expect(fillLate([{ late: 'secret', name: 'db' }], values)).toEqual({ ok: true, text: "pa'ss" });
  });

  it('names every piece that has no value', () => {
    const other: LatePiece = { ...size, name: 'other' };
    const started: LatePiece = { late: 'run', name: 'started', quote: false };
    expect(fillLate(['a', other, started, size], values)).toEqual({ ok: false, missing: [other, started] });
  });
});

describe('showText', () => {
  it('shows late values as the release file writes them', () => {
    const text: Text = [
      'x ',
      size,
      ' ',
      { ...size, host: db1 },
      ' ',
      { late: 'run', name: 'id', quote: true },
      ' ',
      { late: 'secret', name: 'db' },
    ];
    expect(formatText(text)).toBe(
      'x {{ step.backup.size }} {{ step.backup.size@db1 }} {{ run.id }} {{ secret.db }}',
    );
  });
});

describe('showText of a run', () => {
  it('quotes known values as the shell gets them, and hides secrets', () => {
    const host = { ...size, quote: true };
    const known: LateValues = { ...values, capture: () => 'x; rm -rf /' };
    expect(formatText(['echo ', host, ' ', { late: 'secret', name: 'db' }], known)).toBe(
      "echo 'x; rm -rf /' {{ secret.db }}",
    );
    expect(formatText(['{{ run.id }} ', host], { ...values, capture: () => undefined })).toBe(
      '{{ run.id }} {{ step.backup.size }}',
    );
  });
});

describe('fillProse', () => {
  it('fills in what showText wrote', () => {
    const prose = formatText([
      'Size ',
      size,
      ', ',
      { ...size, host: db1 },
      ', run ',
      { late: 'run', name: 'id', quote: false },
    ]);
    expect(fillProse(prose, values)).toBe('Size 12 on this host, 12 on db1, run r-1');
  });

  it('says times as people read them, where what a program reads stays ISO 8601', () => {
    const at: LateValues = { ...values, run: (name) => (name === 'id' ? 'r-1' : '2026-11-21T04:25:00.000Z') };
    const prose = 'From {{ run.started }} to {{ run.finished }}, {{ run.id }}';
    expect(fillProse(prose, at)).toBe('From 2026-11-21 04:25:00 UTC to 2026-11-21 04:25:00 UTC, r-1');
    expect(fillWritten('http://x/?since={{ run.started }}', at)).toBe(
      'http://x/?since=2026-11-21T04:25:00.000Z',
    );
  });

  it('leaves alone what has no value yet, and never fills in a secret', () => {
    const prose = 'Since {{ run.finished }}: {{ secret.db }}';
    expect(fillProse(prose, values)).toBe(prose);
  });
});

describe('joinPieces', () => {
  it('makes neighbouring strings one and drops empty ones', () => {
    expect(joinPieces(['a', '', 'b', size, '', 'c'])).toEqual(['ab', size, 'c']);
    expect(joinPieces([''])).toEqual([]);
  });
});

describe('a message that waits for values', () => {
  const MESSAGE =
    'Since {{ run.finished }}, by {{ run.id }}: {{ step.backup.size }}, again {{ run.finished }}; {{ vars.x }}';

  it('names each value once, and takes what a person says for it', () => {
    expect(missingInProse(MESSAGE)).toEqual(['run.finished', 'run.id', 'step.backup.size']);
    const complete = completeProse(MESSAGE, { 'run.finished': '22:10', 'run.id': ' ' });
    expect(complete).toBe('Since 22:10, by {{ run.id }}: {{ step.backup.size }}, again 22:10; {{ vars.x }}');
    expect(missingInProse(complete)).toEqual(['run.id', 'step.backup.size']);
  });
});
