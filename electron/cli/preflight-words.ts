/** What preflight found, one line for each cause or notice: hosts of which the same is to be said share its line. */
import { guaranteeOf } from '#core/plan/guarantee.ts';
import type { Plan } from '#core/plan/model.ts';
import { shellOf } from '#core/plan/show.ts';
import type { HostReport } from '#core/run/events.ts';
import type { RunState } from '#core/run/state.ts';
import { oneLine } from './failure.ts';
import { safe } from './terminal.ts';

type Preflight = NonNullable<RunState['preflight']>;
type Found = Preflight['problems'][number] & { readonly host: string | null };

/** `error: code: message`, with the hosts behind a host that refused, and those of which the same is to be said. */
export function preflightLines({ problems, hosts }: Preflight): readonly string[] {
  const found: Found[] = [
    ...problems.map((problem) => ({ ...problem, host: null })),
    ...hosts.flatMap(({ host, problems }) => problems.map((problem) => ({ ...problem, host }))),
  ];
  const messages = [...new Set(found.map(({ message }) => message))];
  const names = hosts.map(({ host }) => host);
  const byCause = grouped(found, ({ message }) => causeOf(message, messages)).map((same) =>
    toCause(same, names),
  );
  return grouped(byCause, ({ first, behind }) => (behind.length > 0 ? first.message : sameWords(first))).map(
    describe,
  );
}

/** `note: HOST: …`: what is worth knowing of hosts that are fit to run, the same of many hosts once. */
export function noticeLines({ hosts }: Pick<Preflight, 'hosts'>, plan: Plan): readonly string[] {
  const said = hosts.flatMap((report) =>
    [...(report.notices ?? []), ...untracked(report, plan)].map((text) => ({ host: report.host, text })),
  );
  return grouped(said, ({ text }) => text.replaceAll(MOMENT, '')).map(
    (same) => `note: ${safe(oneLine(`${same.map(({ host }) => host).join(', ')}: ${same[0].text}`))}\n`,
  );
}

/** What differs by the moment alone is the same. */
const MOMENT = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC(?:[+-]\d\d:\d\d)?/g;

/** Only of users as whom the plan has steps that would be tracked there. */
function untracked({ host, tracking }: HostReport, plan: Plan): readonly string[] {
  const wanted = new Set(
    plan.steps.flatMap((step) =>
      step.units.flatMap((unit) =>
        unit.host === host && guaranteeOf(step, unit) === 'tracked'
          ? [shellOf(unit.task)?.sudo?.user ?? null]
          : [],
      ),
    ),
  );
  return (tracking ?? []).flatMap(({ user, why }) =>
    why === null || !wanted.has(user)
      ? []
      : [`Steps${user === null ? '' : ` as ${user}`} are not tracked there: ${why}`],
  );
}

/** A message that ends with another's words has that one as its cause. */
function causeOf(message: string, messages: readonly string[]): string {
  const causes = messages.filter((other) => message.endsWith(other));
  return causes.reduce((shortest, other) => (other.length < shortest.length ? other : shortest), message);
}

/** In the order of their first members. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [T, ...T[]])[] {
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
function sameWords({ code, host, message }: Found): string {
  if (host === null) return message;
  const words = message.startsWith(`${host} (`) ? message.replace(/^[^)]*\):/, '') : message;
  return `${code} ${words.replaceAll(host, '')}`;
}

function describe([{ first, behind }, ...others]: readonly [Cause, ...Cause[]]): string {
  const same = others.flatMap(({ first: { host } }) => (host === null ? [] : [host]));
  const more = [
    behind.length === 0 ? '' : ` Out of reach behind it: ${behind.join(', ')}`,
    same.length === 0 ? '' : ` The same at: ${same.join(', ')}`,
  ];
  return `error: ${first.code}: ${safe(oneLine(first.message) + more.join(''))}\n`;
}
