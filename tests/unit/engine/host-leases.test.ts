/** A host whose answer about its lease does not arrive whole: nothing may be done there as if it had said that nobody has it. */
import { describe, expect, it } from 'vitest';
import type { HostName } from '#core/release/model.ts';
import { createHostLeases } from '#engine/host-leases.ts';
import type { ChannelEnd, Clock, Link } from '#engine/ports.ts';

const WEB1 = 'web1' as HostName;
const LOST: ChannelEnd = { kind: 'lost', loss: { kind: 'shell-ended' } };
const EXIT: ChannelEnd = { kind: 'exit', code: 0 };
const PLACE = ['base /home/a/.local/state/holdpoint', 'machine m'];
const HELD = [
  'lease-token r-1 former',
  'lease-workstation anna@desk:/library',
  'lease-operator anna',
  'lease-since 2026-11-30T07:34:21.868Z',
  'lease-live no',
  'lease-seen 3|r-1 former|-|7 7',
];

const CLOCK: Clock = { now: () => new Date(0), monotonicMs: () => 0, after: () => () => undefined };

const PACKET_BYTES = 32 * 1024;

/** Answers each question in its turn, each over a channel of its own. */
function linkThatSays(answers: readonly (readonly [lines: readonly string[], end: ChannelEnd])[]): Link {
  const left = [...answers];
  return {
    host: WEB1,
    hostKey: 'SHA256:x',
    sharesGroup: true,
    lost: new Promise(() => undefined),
    reachTcp: () => Promise.reject(new Error('not asked')),
    async exec(_command, sink) {
      const [lines, end] = left.shift() ?? [[], LOST];
      let over: (how: ChannelEnd) => void = () => undefined;
      const ended = new Promise<ChannelEnd>((resolve) => {
        over = resolve;
      });
      const tell = async (): Promise<void> => {
        const bytes = Buffer.from(['word 1 1', ...lines, ''].join('\n'));
        for (let at = 0; at < bytes.length; at += PACKET_BYTES)
          await sink('stdout', bytes.subarray(at, at + PACKET_BYTES));
        over(end);
      };
      const channel = {
        ended,
        write: tell,
        endInput: () => undefined,
        onExit: () => undefined,
        close: () => undefined,
      };
      return { ok: true, value: channel };
    },
  };
}

function leasesOf(link: Link, knows: (attempt: string) => boolean = () => true) {
  const leases = createHostLeases({
    requester: {
      run: 'r-1',
      word: 'own',
      basis: null,
      related: [],
      takeOver: false,
      workstation: 'anna@desk:/library',
      operator: 'anna',
    },
    log: { head: () => ({ seq: 1, hash: 'a'.repeat(64) }), has: () => true, knows },
    clock: CLOCK,
    nonce: () => 'word',
  });
  return { leases, admit: () => leases.admit(WEB1, link) };
}

const UNHEARD = { kind: 'lease-unheard', host: 'web1', loss: { kind: 'shell-ended' } };

describe('a host that is asked for its lease', () => {
  it.each([
    ['nothing', []],
    ['no more than where its note is', PLACE],
    ['who had it, and not whether this run has it now', [...PLACE, ...HELD]],
  ])('is not worked on where it said %s before the link was lost', async (_what, lines) => {
    const { leases, admit } = leasesOf(linkThatSays([[lines, LOST]]));
    expect(await admit()).toMatchObject(UNHEARD);
    expect(leases.isSettled(WEB1)).toBe(false);
  });

  it('is not worked on where the link is lost while its dead lease is replaced', async () => {
    const answers = [
      [[...PLACE, ...HELD, 'lease seen'], EXIT],
      [[...PLACE, ...HELD], LOST],
    ] as const;
    const { leases, admit } = leasesOf(linkThatSays(answers));
    expect(await admit()).toMatchObject(UNHEARD);
    expect(leases.isSettled(WEB1)).toBe(false);
  });

  it('is this run’s where it says so when it is asked again', async () => {
    const own = [...PLACE, 'lease-token r-1 own', 'lease-live yes', 'lease-seen 4|r-1 own|-|8 8'];
    const answers = [
      [PLACE, LOST],
      [[...own, 'lease seen'], EXIT],
      [[...own, 'lease taken'], EXIT],
    ] as const;
    const { leases, admit } = leasesOf(linkThatSays(answers));
    expect(await admit()).toMatchObject(UNHEARD);
    expect(await admit()).toBeNull();
    expect(leases.placeOf(WEB1)).toMatchObject({ machine: 'm' });
  });

  it('is read to the end where it has records of thousands of steps', async () => {
    const ids = Array.from(
      { length: 4000 },
      (_, at) => `hp01m7ypm7tcr8ajhjpfca${String(at).padStart(6, '0')}`,
    );
    const known = new Set(ids);
    const said = [...PLACE, `attempts ${ids.join(' ')}`, 'lease taken'];
    const records = [...PLACE, ...HELD, `attempts ${ids.join(' ')}`, 'lease seen'];
    const link = linkThatSays([
      [records, EXIT],
      [said, EXIT],
    ]);
    const { admit } = leasesOf(link, (attempt) => known.has(attempt));
    expect(await admit()).toBeNull();
  });

  it('keeps none where it says that it cannot', async () => {
    const { leases, admit } = leasesOf(linkThatSays([[[...PLACE, 'lease none'], EXIT]]));
    expect(await admit()).toBeNull();
    expect(leases.isSettled(WEB1)).toBe(true);
  });
});
