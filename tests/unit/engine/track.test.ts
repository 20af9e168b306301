import { expect, it } from 'vitest';
import type { HostName } from '#core/release/model.ts';
import type { Reason } from '#core/run/reasons.ts';
import { createCancellation } from '#engine/cancellation.ts';
import { NO_GUARD } from '#engine/lease/texts.ts';
import type { ChannelEnd, Clock, Link, OutputSink } from '#engine/ports.ts';
import { TRAILER_MARK } from '#engine/remote/record/texts.ts';
import { type TrackOrder, track } from '#engine/remote/track.ts';

/** Time continues by what is waited for. */
function createInstantClock(): Clock {
  let now = 0;
  return {
    now: () => new Date(now),
    monotonicMs: () => now,
    after(ms, callback) {
      // What is far away is a time limit, not a pause.
      if (ms >= 10_000) return () => undefined;
      const timer = setTimeout(() => {
        now += ms;
        callback();
      });
      return () => clearTimeout(timer);
    },
  };
}

type Say = (sink: OutputSink) => ChannelEnd;

/** A connection on which the one command says this and ends so; null: it is gone before anything can be sent. */
function linkThat(say: Say | null): Link {
  return {
    host: 'web1' as Link['host'],
    hostKey: 'SHA256:key',
    lost: say === null ? Promise.resolve({ kind: 'host-closed' }) : new Promise(() => undefined),
    reachTcp: () => Promise.resolve({ ok: true, value: null }),
    exec(_command, sink) {
      if (say === null)
        return Promise.resolve({ ok: false, error: { code: 'lost', message: 'cut', reason: CUT } });
      let end: (as: ChannelEnd) => void = () => undefined;
      const ended = new Promise<ChannelEnd>((resolve) => {
        end = resolve;
      });
      const write = (): Promise<void> => {
        end(say(sink));
        return Promise.resolve();
      };
      return Promise.resolve({ ok: true, value: { write, endInput() {}, onExit() {}, close() {}, ended } });
    },
  };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const LOST: ChannelEnd = { kind: 'lost', loss: { kind: 'host-closed' } };
const CUT = { kind: 'link-lost', loss: { kind: 'host-closed' } } as const;

function trackOver(links: readonly Link[], patienceMs = 5000) {
  const searching: Reason[] = [];
  let connections = 0;
  const order: TrackOrder = {
    command: {
      host: 'web1',
      job: { text: 'true', env: {}, cwd: null, sudo: null },
      timeoutMs: 60_000,
    },
    record: {
      place: { run: 'r-1', attempt: 'a1' },
      intendedAt: 5,
      found: null,
      takeLease: () => Promise.resolve(null),
      onSearching: (reason) => void searching.push(reason),
      onFound: () => undefined,
    },
    host: {
      name: 'web1' as HostName,
      patienceMs,
      connect: () => {
        connections += 1;
        return Promise.resolve({ ok: true, value: links[Math.min(connections, links.length) - 1] as Link });
      },
      guard: () => NO_GUARD,
      nonce: () => 'hpnonce',
    },
    clock: createInstantClock(),
    cancellation: createCancellation(),
    listener: { onStarted: () => undefined, onOutput: () => undefined },
  };
  return { ended: track(order), searching, connections: () => connections };
}

const started = linkThat((sink) => {
  void sink('stdout', bytes('hpnonce started 42 42\n'));
  return LOST;
});

it('looks for the attempt again when the link goes before it could be asked for', async () => {
  const found = linkThat((sink) => {
    void sink('stdout', bytes(`hpnonce ended 42 42 same 1\n${TRAILER_MARK}hpnonce 0 0\n`));
    return { kind: 'exit', code: 0 };
  });
  const { ended, searching } = trackOver([started, linkThat(null), linkThat(null), found]);
  expect(await ended).toMatchObject({ kind: 'exit', code: 0, provenance: 'adopted' });
  expect(searching).toHaveLength(3);
});

it('gives a host up that lets it in and drops it each time, when patience ends', async () => {
  const { ended, connections } = trackOver([started, linkThat(null)], 2000);
  expect(await ended).toMatchObject({
    kind: 'unknown',
    reason: {
      kind: 'may-run',
      host: 'web1',
      started: true,
      pid: 42,
      because: CUT,
    },
  });
  expect(connections()).toBeLessThan(20);
});
