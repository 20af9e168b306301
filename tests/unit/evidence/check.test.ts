import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { canonicalJson } from '#core/canonical-json.ts';
import { checkFile } from '#core/evidence-file/check.ts';
import {
  type EventPart,
  FORMAT,
  type Hashing,
  type HeldPart,
  writeParts,
} from '#core/evidence-file/parts.ts';
import { GENESIS, rowHash } from '#core/run/chain.ts';

const hash: Hashing = {
  text: (text) => createHash('sha256').update(text).digest('hex'),
  bytes: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  fromBase64: (text) => Buffer.from(text, 'base64'),
};
const RUN = 'r-20260101-0000-abcd';
const PLAN = '{"steps":[]}';
const RELEASE = '{"holdpoint":1}';
const unit = { step: 'one', host: 'web1', attempt: 1 };
const PRINTED = Buffer.from('printed');

function chain(): readonly EventPart[] {
  const none = { bytes: 0, sha256: hash.bytes(Buffer.alloc(0)) };
  const bodies: readonly (readonly [string, object])[] = [
    ['runCreated', { planSha256: hash.text(PLAN), revision: hash.text(RELEASE) }],
    ['attemptIntended', unit],
    [
      'attemptFinished',
      { ...unit, stdout: { bytes: PRINTED.length, sha256: hash.bytes(PRINTED) }, stderr: none },
    ],
    ['runFinished', { result: 'succeeded' }],
  ];
  let prev = GENESIS;
  return bodies.map(([type, data], i) => {
    const row = { run: RUN, seq: i + 1, at: '2026-01-01T00:00:00.000Z', type, data: canonicalJson(data) };
    const link = { ...row, prev, hash: rowHash(prev, row, hash.text) };
    prev = link.hash;
    return { part: 'event', ...link };
  });
}

const EVENTS = chain();
const [last] = EVENTS.slice(-1);
const HEAD = { seq: last?.seq ?? 0, hash: last?.hash ?? '' };
const about = {
  part: 'about',
  format: FORMAT,
  title: 'T',
  run: RUN,
  writtenAt: '',
  head: HEAD,
  library: null,
} as const;
const output = { part: 'output', ...unit, stream: 'stdout', base64: PRINTED.toString('base64') } as const;
const REST: readonly HeldPart[] = [
  { part: 'release', text: RELEASE },
  { part: 'plan', text: PLAN },
  { part: 'report', html: '<p>a report</p>' },
];

/** What is found in a file whose sums and seal were all made anew. */
function found(parts: readonly HeldPart[]): readonly string[] {
  return checkFile(writeParts(parts, hash), hash).findings.map(({ code }) => code);
}

it('a file that is whole has no findings, and holds what was put into it', () => {
  const checked = checkFile(writeParts([about, ...REST, ...EVENTS, output], hash), hash);
  expect(checked.findings).toEqual([]);
  expect(checked).toMatchObject({ about, outputs: [output], report: '<p>a report</p>' });
});

it.each<readonly [string, readonly HeldPart[], string]>([
  ['an event taken from the end', [about, ...REST, ...EVENTS.slice(0, -1), output], 'events-cut'],
  [
    'an event that says something else',
    [
      about,
      ...REST,
      ...EVENTS.map((each) => (each.seq === 4 ? { ...each, data: '{"result":"failed"}' } : each)),
      output,
    ],
    'event-changed',
  ],
  [
    'another plan',
    [about, { part: 'plan', text: '{}' }, ...REST.slice(2), ...EVENTS, output],
    'text-changed',
  ],
  [
    'output that was changed',
    [about, ...REST, ...EVENTS, { ...output, base64: Buffer.from('Printed').toString('base64') }],
    'output-changed',
  ],
  [
    'output that was cut',
    [about, ...REST, ...EVENTS, { ...output, base64: Buffer.from('print').toString('base64') }],
    'output-changed',
  ],
  [
    'output of an attempt that never was',
    [about, ...REST, ...EVENTS, output, { ...output, step: 'two' }],
    'output-changed',
  ],
  ['output that is not there', [about, ...REST, ...EVENTS], 'output-missing'],
  ['no plan', [about, ...REST.filter(({ part }) => part !== 'plan'), ...EVENTS, output], 'part-missing'],
  ['another format', [{ ...about, format: FORMAT + 1 }, ...REST, ...EVENTS, output], 'format-unknown'],
])('%s is found although all sums were made anew', (_name, parts, code) => {
  expect(found(parts)).toContain(code);
});

it('output that is too long for the file is named, and not missed', () => {
  expect(found([about, ...REST, ...EVENTS, { ...output, base64: null }])).toEqual([]);
});
