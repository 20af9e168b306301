/** What a host says of itself at preflight: who it is, its clock, its room. */
import type { Plan } from '#core/plan/model.ts';
import type { Host } from '#core/release/model.ts';
import type { Notice } from '#core/run/notices.ts';
import type { PreflightProblem } from '#core/run/problems.ts';
import type { HostLeases } from './host-leases.ts';
import { programsNeeded } from './host-programs.ts';
import { LONGEST_NOTE_CHARACTERS } from './lease/note.ts';
import type { Clock, Link } from './ports.ts';
import { ask, type HostAnswer } from './remote/ask.ts';
import { readFacts } from './remote/facts.ts';
import { writeScript } from './shell/write-script.ts';

interface Looking {
  readonly plan: Plan;
  readonly ports: {
    readonly clock: Clock;
    /** Takes the hosts for this run; null: nothing is to be left on them. */
    readonly leases: HostLeases | null;
    nonce(): string;
  };
}

type Facts = Readonly<Record<'hostname' | 'machine_id' | 'boot', string | undefined>> & {
  readonly offsetMs: number | null;
  readonly errorMs: number | null;
  readonly freeBytes: number | null;
};

/** The host tells whole seconds, so half of one is missing on average. */
const HALF_A_SECOND_MS = 500;

export interface Seen {
  readonly facts: Facts;
  readonly said: ReadonlyMap<string, string>;
}

/** Asks a host who it is and what it has, and for its lease in the same breath; what it answered where that is no answer to it. */
export async function seeHost(
  link: Link,
  host: Host,
  { plan, ports }: Looking,
): Promise<Seen | { readonly answer: HostAnswer }> {
  const before = ports.clock.now().getTime();
  const programs = programsNeeded(host, plan, null);
  const taking = ports.leases === null ? [] : [writeScript('track', {}), ports.leases.firstText()];
  const text = [
    writeScript('facts', { programs, now: Math.floor(before / 1000), ...expectedFacts(host) }),
    ...taking,
    'echo "end facts"',
  ].join('\n');
  const answer = await ask(link, {
    job: { text, env: {}, cwd: null, sudo: null },
    nonce: ports.nonce(),
    clock: ports.clock,
    maxCharacters: LONGEST_NOTE_CHARACTERS,
  });
  const after = ports.clock.now().getTime();
  const middle = (before + after) / 2;
  const said = readFacts(answer.stdout);
  if (said.get('end') !== 'facts') return { answer };
  const seconds = wholeNumber(said.get('time'));
  const free = wholeNumber(said.get('free'));
  const facts = {
    hostname: said.get('hostname'),
    machine_id: said.get('machine_id'),
    boot: said.get('boot'),
    offsetMs: seconds === null ? null : Math.round(seconds * 1000 + HALF_A_SECOND_MS - middle),
    errorMs: seconds === null ? null : Math.ceil(Math.abs(after - before) / 2) + HALF_A_SECOND_MS,
    freeBytes: free === null ? null : free * 1024,
  };
  return { facts, said };
}

/** As a host's tools print one; null where they print nothing, or something else. */
function wholeNumber(said: string | undefined): number | null {
  return said !== undefined && /^-?\d{1,15}$/.test(said) ? Number(said) : null;
}

/** None stands for whichever; what is empty no host says of itself. */
function expectedFacts({ is: { hostname, machine_id } }: Host) {
  const expected = (fact: string | undefined) => (fact === '' ? '-' : (fact ?? ''));
  return { hostname: expected(hostname), machine_id: expected(machine_id) };
}

/** Less than this in a home is nothing: records need a few KB each. */
const LEAST_HOME_BYTES = 64 * 1024;

export function homeFull({ name }: Host, { freeBytes }: Facts): PreflightProblem[] {
  if (freeBytes === null || freeBytes >= LEAST_HOME_BYTES) return [];
  return [{ code: 'home-full', kind: 'home-full', host: name, freeBytes }];
}

/** So much may the clocks differ before it is worth a word. */
const CLOCK_TOLERANCE_MS = 5_000;

/** A difference that the asking itself may have made is none. */
export function clockNotice({ offsetMs, errorMs: error }: Facts): readonly Notice[] {
  const errorMs = error ?? 0;
  if (offsetMs === null || Math.abs(offsetMs) - errorMs < CLOCK_TOLERANCE_MS) return [];
  return [{ kind: 'clock', offsetMs, errorMs }];
}

/** The right-host guard. */
export function wrongHost(host: Host, facts: Facts): PreflightProblem[] {
  return Object.entries(host.is).flatMap(([fact, expected]) => {
    const found = fact === 'hostname' || fact === 'machine_id' ? facts[fact] : undefined;
    if (found === expected) return [];
    return [
      {
        code: 'wrong-host',
        kind: 'wrong-host',
        host: host.name,
        fact,
        found: found ?? null,
        expected,
      },
    ];
  });
}
