/** What preflight found, one line for each cause or notice: hosts of which the same is to be said share its line. */
import { guaranteeOf } from '#core/plan/guarantee.ts';
import type { Plan } from '#core/plan/model.ts';
import { shellOf } from '#core/plan/show.ts';
import type { HostReport } from '#core/run/events.ts';
import { isHeld } from '#core/run/leased-hosts.ts';
import { grouped, preflightCauses } from '#core/run/preflight-causes.ts';
import type { RunState } from '#core/run/state.ts';
import { formatDuration } from '#core/words/format-duration.ts';
import { oneLine } from './failure.ts';
import { safe } from './terminal.ts';

type Preflight = NonNullable<RunState['preflight']>;
/** `error: code: message`, with the hosts behind a host that refused, and those of which the same is to be said. */
export function preflightLines(preflight: Preflight, own: string): readonly string[] {
  return preflightCauses(preflight, own).map((cause) => {
    const { code, message, hosts, behind } = cause;
    const same = cause.named === 'all' ? [] : hosts.slice(1);
    const more = [
      behind.length === 0 ? '' : ` Out of reach behind it: ${behind.join(', ')}`,
      same.length === 0 ? '' : ` The same at: ${same.join(', ')}`,
      isHeld(cause) ? describeWaited(preflight) : '',
    ];
    return `error: ${code}: ${safe(oneLine(message) + more.join(''))}\n`;
  });
}

function describeWaited({ waitedMs }: Preflight): string {
  return waitedMs === undefined ? '' : `. Waited ${formatDuration(waitedMs)} for that in vain`;
}

/** `note: HOST: …`: what is worth knowing of hosts that are passed preflight, the same of many hosts once. */
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
