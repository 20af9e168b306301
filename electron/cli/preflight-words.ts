/** What preflight found, one line for each cause or notice: hosts of which the same is to be said share its line. */
import type { Plan } from '#core/plan/model.ts';
import { isAboutLease } from '#core/run/leased-hosts.ts';
import type { Notice } from '#core/run/notices.ts';
import { grouped, preflightCauses } from '#core/run/preflight-causes.ts';
import type { Preflight } from '#core/run/state.ts';
import { describeNotice, describeUntrackedSteps, isShared } from '#core/words/hosts/describe-notice.ts';
import { describeCauseOfAll, describeWaited } from '#core/words/hosts/describe-preflight.ts';
import { oneLine } from './failure.ts';
import { safe } from './terminal.ts';

/** `error: code: message`, with the hosts behind a host that refused, and those of which the same is to be said. */
export function preflightLines(preflight: Preflight, own: string): readonly string[] {
  return preflightCauses(preflight, own).map((cause) => {
    const waited = isAboutLease(cause) ? describeWaited(preflight) : null;
    return `error: ${cause.code}: ${safe(oneLine(describeCauseOfAll(cause)) + (waited === null ? '' : `. ${waited}`))}\n`;
  });
}

/** `note: HOST: …`: what is worth knowing of hosts that passed preflight, the same of many hosts once. */
export function noticeLines({ hosts }: Pick<Preflight, 'hosts'>, plan: Plan): readonly string[] {
  const said = hosts.flatMap((report) =>
    [
      ...(report.notices ?? []).map(toLine),
      ...describeUntrackedSteps(report, plan).map((text): PreflightLine => ({ text, same: text })),
    ].map((line) => ({
      host: report.host,
      ...line,
    })),
  );
  return grouped(said, ({ same }) => same).map((same) => {
    const [{ text, namesHosts }] = same;
    const whose = namesHosts ? '' : `${same.map(({ host }) => host).join(', ')}: `;
    return `note: ${safe(oneLine(`${whose}${text}`))}\n`;
  });
}

interface PreflightLine {
  readonly text: string;
  /** What is the same of several hosts is told by this. */
  readonly same: string;
  /** It says itself which hosts it is about. */
  readonly namesHosts?: boolean;
}

/** A lease on several hosts began on each at a moment of its own. */
function toLine(notice: Notice): PreflightLine {
  const text = describeNotice(notice);
  if (notice.kind !== 'replaced') return { text, same: text, namesHosts: isShared(notice) };
  const { since: _moment, ...holder } = notice.holder;
  return { text, same: JSON.stringify(holder) };
}
