import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#core/canonical-json.ts';
import { checkChain, type ExpectedHead, GENESIS, type Linkable, linkHash } from '#core/run/chain.ts';
import type { ChainedEvent, RunId } from '#core/run/events.ts';
import { describeFinding, printableFinding } from '#core/words/library/describe-evidence.ts';

const RUN = 'r-20261121-0425-7k3q' as RunId;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function chain(length: number): ChainedEvent[] {
  let prev = GENESIS;
  return Array.from({ length }, (_, index) => {
    const event: Linkable = {
      run: RUN,
      seq: index + 1,
      at: '2026-11-21T04:25:00.000Z',
      type: 'noteAdded',
      data: { text: `note ${index}`, by: 'ä' },
    };
    const hash = linkHash(prev, event, sha256);
    const chained = { ...event, prev, hash };
    prev = hash;
    return chained;
  });
}

function sealed(events: readonly ChainedEvent[]): ExpectedHead {
  const last = events.at(-1);
  return { run: RUN, seq: last?.seq ?? 0, head: last?.hash ?? GENESIS, name: 'the sealed head', last: true };
}

const check = (events: readonly ChainedEvent[], expectedHeads: readonly ExpectedHead[] = []) =>
  checkChain(events, sha256, expectedHeads);
const codes = (events: readonly ChainedEvent[], expectedHeads: readonly ExpectedHead[] = []) =>
  check(events, expectedHeads).map(({ seq, code }) => [seq, code]);

describe('the hash of an event', () => {
  it('is SHA-256 over the domain, the previous hash and the canonical JSON', () => {
    const event: Linkable = { run: RUN, seq: 1, at: 'T', type: 'noteAdded', data: { b: 1, a: 'ä' } };
    const text = `holdpoint.event.v1\n${GENESIS}\n{"at":"T","data":{"a":"ä","b":1},"run":"${RUN}","seq":1,"type":"noteAdded"}`;
    expect(linkHash(GENESIS, event, sha256)).toBe(sha256(text));
    const { run, seq, at, type, data } = event;
    expect(text.endsWith(canonicalJson({ run, seq, at, type, data }))).toBe(true);
  });

  it('is the same however the data was put together, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const event = { run: null, seq: 7, at: 'T "x"', type: 't', data };
        const canonical = canonicalJson({ type: 't', data, at: 'T "x"', seq: 7, run: null });
        expect(linkHash(GENESIS, event, sha256)).toBe(sha256(`holdpoint.event.v1\n${GENESIS}\n${canonical}`));
      }),
    );
  });

  it('refuses what JSON cannot say', () => {
    expect(() => canonicalJson(undefined)).toThrow(TypeError);
    expect(() => canonicalJson({ x: Number.NaN })).toThrow();
  });
});

describe('checking a chain', () => {
  it('finds nothing in a whole chain', () => {
    expect(check([])).toEqual([]);
    expect(check(chain(6), [sealed(chain(6))])).toEqual([]);
  });

  it('names a changed event', () => {
    const events = chain(5).map((event) => (event.seq === 3 ? { ...event, data: { text: 'other' } } : event));
    expect(codes(events)).toEqual([[3, 'event-changed']]);
    expect(check(events).map((found) => describeFinding(found))[0]).toContain(
      `event 3 (noteAdded) of run ${RUN} was changed`,
    );
  });

  it('names a changed event that was given a new hash', () => {
    const events = chain(5).map((event) => {
      const changed = { ...event, data: { text: 'other' } };
      return event.seq === 3 ? { ...changed, hash: linkHash(changed.prev, changed, sha256) } : event;
    });
    expect(codes(events)).toEqual([[3, 'event-changed']]);
  });

  it('names a first event that does not stand on the beginning', () => {
    const foreign = { ...chain(1)[0]!, prev: '1'.repeat(64) };
    expect(codes([{ ...foreign, hash: linkHash(foreign.prev, foreign, sha256) }])).toEqual([
      [1, 'event-changed'],
    ]);
  });

  it('names deleted events', () => {
    expect(codes(chain(6).filter(({ seq }) => seq !== 1 && seq !== 3 && seq !== 4))).toEqual([
      [1, 'event-missing'],
      [3, 'event-missing'],
    ]);
  });

  it('names events that stand in another order', () => {
    const events = chain(4);
    expect(codes([events[0]!, events[2]!, events[1]!, events[3]!])).toEqual([[2, 'event-moved']]);
  });

  it('names events that took each other’s number', () => {
    const events = chain(4).map((event) => ({
      ...event,
      seq: event.seq === 2 ? 3 : event.seq === 3 ? 2 : event.seq,
    }));
    expect(codes(events)).toEqual([
      [2, 'event-moved'],
      [3, 'event-moved'],
    ]);
  });

  it('names an event that stands there twice', () => {
    const events = chain(3);
    expect(codes([...events, events[1]!])).toContainEqual([2, 'event-doubled']);
  });

  it('says what is cut off before the sealed head', () => {
    expect(codes(chain(6).slice(0, 4), [sealed(chain(6))])).toEqual([[5, 'events-cut']]);
    expect(check([], [sealed(chain(6))]).map(printableFinding)[0]).toMatchObject({
      run: RUN,
      seq: 1,
      message: `6 events of run ${RUN} missing after event 0: the sealed head is event 6`,
    });
  });

  it('names a chain that was written anew, and events behind the seal', () => {
    const other = { ...sealed(chain(3)), head: 'f'.repeat(64) };
    expect(codes(chain(3), [other])).toEqual([[3, 'event-changed']]);
    expect(codes(chain(5), [sealed(chain(3))])).toEqual([
      [4, 'event-added'],
      [5, 'event-added'],
    ]);
    expect(codes(chain(5), [{ ...sealed(chain(3)), last: false }])).toEqual([]);
  });

  it('finds any change of any field of any event', () => {
    const change = fc.record({
      length: fc.integer({ min: 1, max: 8 }),
      at: fc.nat(),
      field: fc.constantFrom('run', 'seq', 'at', 'type', 'data', 'prev', 'hash' as const),
      salt: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(change, ({ length, at, field, salt }) => {
        const events = chain(length);
        const changed = events.map((event, index) =>
          index === at % length
            ? { ...event, [field]: field === 'seq' ? event.seq + salt : `${salt}` }
            : event,
        );
        expect(check(changed, [sealed(events)])).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
