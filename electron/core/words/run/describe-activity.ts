/** What the desktop says of runs that are being carried out: notifications, the window's title, the tray, the question before quitting. */
import type { RunActivity } from '../../run/activity.ts';
import { formatCount, formatUnitCount } from '../figures/format-count.ts';
import { formatDuration } from '../figures/format-duration.ts';
import { spellHidden } from '../text/hidden-characters.ts';
import { printable } from '../text/printable.ts';
import { labelOutcome } from './describe-ended.ts';
import { labelQuestion } from './label-question.ts';
import { labelPlan } from './label-run.ts';

/** `Order desk 2.4.0, deployment on lab`; menus and dialogs of the system show it as it is, so nothing in it hides or reorders. */
function labelActivity({ releaseName, version, plan, environment }: RunActivity): string {
  return spellHidden(`${releaseName} ${version}, ${labelPlan(plan).toLowerCase()} on ${environment}`);
}

export interface Summons {
  readonly title: string;
  readonly body: string;
}

/** What calls a person to a question. Nothing that a host printed is in it. */
export function summonToQuestion(run: RunActivity, asked: NonNullable<RunActivity['newest']>): Summons {
  const { title, unit, question } = asked;
  const where = unit.host === null ? title : `${title} on ${unit.host}`;
  const more =
    run.questions > 1 ? ` ${formatCount(run.questions, 'question is', 'questions are')} open.` : '';
  return summons(labelQuestion(question), `${where}\n${labelActivity(run)}.${more}`);
}

/** What tells of a run that is over, however it ended; null where it goes on. */
export function summonToEnd(run: RunActivity): Summons | null {
  if (run.brokenBy !== null) return summons('Run interrupted', `${labelActivity(run)}. ${run.brokenBy}`);
  return run.outcome === null
    ? null
    : summons(`Run ${labelOutcome(run.outcome)}`, `${labelActivity(run)}. ${describeProgress(run)}.`);
}

/** Why a run was let go of in its middle: what the library says of itself, or what failed that never should. */
export function describeBreak({ ofLibrary, said }: { ofLibrary: boolean; said: string }): string {
  return ofLibrary ? said : `Nothing more is sent, since Holdpoint itself failed: ${printable(said)}`;
}

/** `12 of 20 steps on hosts are over`. */
function describeProgress({ finished, total }: RunActivity): string {
  return `${finished} of ${formatUnitCount(total)} ${total === 1 ? 'is' : 'are'} over`;
}

/** One line on a run for the menu of the tray or the dock. */
export function describeActivity(run: RunActivity): string {
  if (run.questions > 0) return `${labelActivity(run)}: waiting for you`;
  if (run.isPaused) return `${labelActivity(run)}: paused`;
  return `${labelActivity(run)}: ${run.finished} of ${run.total}`;
}

/** What a person is told who wakes the workstation under open runs. */
export function describeSleep({ ms, runs }: { readonly ms: number | null; readonly runs: number }): Summons {
  const how = ms === null ? '' : ` for ${formatDuration(ms)}`;
  const which =
    runs === 1 ? 'A run was open. Its' : `${formatCount(runs, 'run was', 'runs were')} open. Their`;
  return {
    title: `The workstation was asleep${how}`,
    body: `${which} connections are being checked; steps that continued meanwhile are searched for on their hosts.`,
  };
}

/** What is said before Holdpoint ends under runs: which they are, and what keeps running where. */
export function describeLeaving(runs: readonly RunActivity[]): { message: string; detail: string } {
  const [only] = runs;
  return {
    message:
      runs.length === 1 && only
        ? `${labelActivity(only)} is not finished`
        : `${runs.length} runs are not finished`,
    detail: [
      ...runs.map(describeLeft),
      `Nothing further starts. ${runs.length === 1 ? 'The run is then interrupted: resume it' : 'The runs are then interrupted: resume them'}, or back out.`,
    ].join('\n\n'),
  };
}

function describeLeft(run: RunActivity): string {
  const { tracked, attached } = run.running;
  const parts = [
    ...(tracked > 0
      ? [
          tracked === 1
            ? '1 step continues on its host; the next start finds what became of it'
            : `${tracked} steps continue on their hosts; the next start finds what became of them`,
        ]
      : []),
    ...(attached > 0
      ? [
          attached === 1
            ? '1 step loses its connection, and its outcome will be unknown'
            : `${attached} steps lose their connections, and their outcomes will be unknown`,
        ]
      : []),
  ];
  return `${labelActivity(run)}: ${parts.length > 0 ? parts.join('. ') : describeIdle(run)}.`;
}

function describeIdle(run: RunActivity): string {
  if (run.questions > 0) return 'nothing is running on a host; it waits for you';
  return `nothing is running on a host; ${run.isPaused ? 'it is paused' : 'the next step has not begun'}`;
}

/** Longer texts are cut by desktops, each in its own place. */
const LONGEST = 300;

function summons(title: string, body: string): Summons {
  return { title: plain(title), body: plain(body) };
}

/** Some desktops read markup in notifications: what would begin it is replaced by its look-alike. */
function plain(text: string): string {
  const safe = spellHidden(text).replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆');
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe;
}
