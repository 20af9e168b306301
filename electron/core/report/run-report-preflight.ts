/** What preflight found, in the words and the table of the report. */

import type { HostReport, RunEvent } from '#core/run/events.ts';
import { preflightCauses } from '#core/run/preflight-causes.ts';
import type { Preflight } from '#core/run/state.ts';
import { formatBytes } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeOwn, describeShared, describeUntracked } from '#core/words/hosts/describe-notice.ts';
import {
  describeCauseBehind,
  describeWaited,
  formatClockOffset,
} from '#core/words/hosts/describe-preflight.ts';
import { describeUncovered } from '#core/words/hosts/describe-workstation.ts';
import { endSentence, toSentence } from '#core/words/text/sentence.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import type { RunReport } from './run-report-model.ts';
import { nameCell, table } from './sheet.ts';

/** The newest preflight of the run, also where the run was resumed and looked at no host since; null: none. */
export function preflightOf({ state, events }: Pick<RunReport, 'state' | 'events'>): Preflight | null {
  if (state.preflight !== null) return state.preflight;
  const last = events.findLast((event): event is Finished => event.type === 'preflightFinished');
  return last === undefined ? null : { at: last.at, ...last.data };
}

type Finished = Extract<RunEvent, { type: 'preflightFinished' }>;

/** Whether the host keeps a record of steps, per user who runs them there; why not stands with what was found. */
export function describeTracking({ tracking }: HostReport): string {
  if (tracking === undefined || tracking.length === 0) return 'no records';
  const able = tracking.filter(({ why }) => why === null);
  if (able.length === tracking.length) return 'tracked';
  if (able.length === 0) return 'not tracked';
  return `tracked as ${able.map(({ user }) => user ?? 'the login user').join(', ')} only`;
}

/** What is worth knowing of a host that is passed preflight: why steps are not tracked there, and its own notices. */
export function noticesOf(host: HostReport): readonly string[] {
  const untracked = (host.tracking ?? []).flatMap((told) => describeUntracked(told) ?? []);
  return [...untracked, ...describeOwn(host)];
}

/** What is so of several hosts, once, with all of them. */
export function sharedRows({ hosts }: Preflight): readonly (readonly [string, string])[] {
  return describeShared(hosts).map((shared) => [shared.hosts.join(', '), toSentence(shared.text)]);
}

/** `passed preflight`, or the codes of its problems, which `causeRows` tell. */
export function describeHostFinding({ problems }: HostReport): string {
  return problems.length === 0 ? 'passed preflight' : problems.map(({ code }) => code).join(', ');
}

/** Each cause once: its code, the hosts that have it, and its words. */
export function causeRows(found: Preflight, run: string): readonly (readonly [string, string, string])[] {
  return preflightCauses(found, run).map((cause) => [
    cause.code,
    cause.hosts.join(', '),
    describeCauseBehind(cause),
  ]);
}

/** `Passed, 2026-11-21 03:40:00 CET`, and what there is to say of it. */
export function describeResult(found: Preflight, { state }: Pick<RunReport, 'state'>): string {
  const older = state.preflight === null ? ', before the run was resumed' : '';
  const waited = describeWaited(found);
  return `${found.passed ? 'Passed' : 'Not passed'}, ${formatZonedTime(found.at)}${older}.${waited === null ? '' : ` ${waited}.`}`;
}

/** Secrets that are not masked in this run's output, or in a part of it. */
export function uncoveredSecrets({ state }: Pick<RunReport, 'state'>): readonly string[] {
  return state.uncovered.map((secret) => endSentence(describeUncovered(secret)));
}

export function preflightSection(report: RunReport): Html {
  const found = preflightOf(report);
  if (found === null) return html`<h2>Preflight</h2><p>No preflight is recorded.</p>`;
  const causes = causeRows(found, report.state.header.run);
  const shared = sharedRows(found);
  return html`<h2>Preflight</h2>
<p>${describeResult(found, report)}</p>
${uncoveredSecrets(report).map((secret) => html`<p>${secret}</p>`)}
${shared.length === 0 ? null : table(['Hosts', 'What is so of all of them'], shared)}
${causes.length === 0 ? null : table(['Problem', 'Hosts', ''], causes)}
${found.hosts.length === 0 ? null : table(['Host', 'Host key', '#Clock', '#Free', 'Steps', 'Finding'], found.hosts.map(hostRow))}`;
}

function hostRow(host: HostReport): readonly HtmlValue[] {
  const finding = describeHostFinding(host);
  return [
    html`<b>${nameCell(host.host)}</b>${host.hostname === null || host.hostname === host.host ? null : html`<br>${host.hostname}`}`,
    html`<span class="mono key">${host.hostKey ?? 'not seen'}</span>`,
    formatClockOffset(host),
    host.freeBytes === null ? '–' : formatBytes(host.freeBytes),
    nameCell(describeTracking(host)),
    [
      host.problems.length === 0 ? finding : html`<span class="bad">${finding}</span>`,
      noticesOf(host).map((notice) => html`<br><span class="soft">${notice}</span>`),
    ],
  ];
}
