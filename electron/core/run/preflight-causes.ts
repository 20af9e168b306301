/** What preflight found, by cause: hosts of which the same is to be said share one. */
import { describeBusy, describeLeased } from '../words/describe-leased.ts';
import type { HostProblem } from './events.ts';
import { groupLeased, isHeld } from './leased-hosts.ts';
import type { Holder } from './leases.ts';
import type { RunState } from './state.ts';

type Preflight = NonNullable<RunState['preflight']>;

export interface PreflightCause {
  readonly code: string;
  /** Of its first host, or of all of them where one run holds them. */
  readonly message: string;
  /** Hosts of which this is said, the first of them in the message; none: it is no host's. */
  readonly hosts: readonly string[];
  /** Hosts that are out of reach behind the first. */
  readonly behind: readonly string[];
}

interface Found extends HostProblem {
  readonly host: string | null;
}

/** `own`: the run that was to begin. */
export function preflightCauses(
  { problems, hosts }: Pick<Preflight, 'problems' | 'hosts'>,
  own: string,
): readonly PreflightCause[] {
  const found: Found[] = [
    ...problems.map((problem) => ({ ...problem, host: null })),
    ...hosts.flatMap(({ host, problems }) => problems.map((problem) => ({ ...problem, host }))),
  ];
  const held = found.filter(isLeasedAsSaid);
  const others = found.filter((problem) => !held.includes(problem));
  return [
    ...othersByCause(
      others,
      hosts.map(({ host }) => host),
    ),
    ...leasedByHolder(held, own),
  ];
}

/** In the words for it, whatever time zone they were written in: a lease that cannot be replaced is a cause of its own. */
function isLeasedAsSaid({ host, message, holder, ...problem }: Found): boolean {
  if (host === null || !holder || !isHeld(problem)) return false;
  return problem.code === 'hosts-busy' || message.startsWith(`${host} is leased to `);
}

function describe(code: string, hosts: readonly string[], { holder, own }: Held): string {
  return code === 'hosts-busy' ? describeBusy({ hosts, holder }) : describeLeased({ hosts, holder }, own);
}

interface Held {
  readonly holder: Holder;
  readonly own: string;
}

function leasedByHolder(held: readonly Found[], own: string): readonly PreflightCause[] {
  return grouped(held, ({ code }) => code).flatMap((same) => {
    const { code } = same[0];
    const each = same.flatMap(({ host, holder }) => (host !== null && holder ? { host, holder } : []));
    return groupLeased(each).map(({ hosts, holder }) => ({
      code,
      message: describe(code, hosts, { holder, own }),
      hosts,
      behind: [],
    }));
  });
}

function othersByCause(found: readonly Found[], names: readonly string[]): readonly PreflightCause[] {
  const messages = [...new Set(found.map(({ message }) => message))];
  const byCause = grouped(found, ({ message }) => causeOf(message, messages)).map((same) =>
    toCause(same, names),
  );
  return grouped(byCause, ({ first, behind }) =>
    behind.length > 0 ? first.message : describeSame(first),
  ).map(([{ first, behind }, ...others]) => ({
    code: first.code,
    message: first.message,
    hosts: [first, ...others.map((other) => other.first)].flatMap(({ host }) => host ?? []),
    behind,
  }));
}

/** A message that ends with another's words has that one as its cause. */
function causeOf(message: string, messages: readonly string[]): string {
  const causes = messages.filter((other) => message.endsWith(other));
  return causes.reduce((shortest, other) => (other.length < shortest.length ? other : shortest), message);
}

/** In the order of their first members. */
export function grouped<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

interface Cause {
  readonly first: Found;
  /** Hosts that are out of reach because of it. */
  readonly behind: readonly string[];
}

/** A message about a connection begins with its host; those who have it and are another host stand behind that one. */
function toCause(same: readonly [Found, ...Found[]], names: readonly string[]): Cause {
  const first = same.reduce((best, each) => (each.message.length < best.message.length ? each : best));
  const about = names.find((name) => first.message.startsWith(`${name} (`));
  const behind = same.flatMap(({ host }) =>
    about === undefined || host === null || host === about ? [] : [host],
  );
  return { first, behind: [...new Set(behind)] };
}

/** What is said of a host, without the host: the same of many hosts is said once. */
function describeSame({ code, host, message }: Found): string {
  if (host === null) return message;
  const words = message.startsWith(`${host} (`) ? message.replace(/^[^)]*\):/, '') : message;
  return `${code} ${words.replaceAll(host, '')}`;
}
