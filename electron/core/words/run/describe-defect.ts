/** Defects of a run in words: the same in the app, in the terminal and on paper. */
import type { Defect, DefectFacts, Severity } from '../../run/defect.ts';
import { formatCount } from '../figures/format-count.ts';
import { formatZonedTime } from '../figures/format-time.ts';

/** What each severity is for. */
export const SEVERITY_MEANINGS: Readonly<Record<Severity, string>> = {
  critical: 'Critical: the release cannot stay as it is; a reason to back out.',
  major: 'Major: something important does not work; fix it soon.',
  minor: 'Minor: users can work; fix it later.',
};

/** `3 defects, 1 open`; null where there is none. */
export function describeDefects(defects: readonly Defect[]): string | null {
  if (defects.length === 0) return null;
  const open = defects.filter(({ closed }) => closed === null).length;
  return `${formatCount(defects.length, 'defect')}, ${open === 0 ? 'none open' : `${open} open`}`;
}

/** `2 open defects, 1 critical`; null where none is open. */
export function describeOpenDefects(defects: readonly Defect[]): string | null {
  const open = defects.filter(({ closed }) => closed === null);
  if (open.length === 0) return null;
  const critical = open.filter(({ severity }) => severity === 'critical').length;
  return `${formatCount(open.length, 'open defect')}${critical === 0 ? '' : `, ${critical} critical`}`;
}

/** Which step and host it is about; null: the run as a whole. */
export function placeOfDefect({ step, host }: Pick<DefectFacts, 'step' | 'host'>): string | null {
  if (step === null) return host;
  return host === null ? step : `${step}@${host}`;
}

/** `open`, or who closed it, when and why. */
export function describeDefectState({ closed }: Defect): string {
  return closed === null ? 'open' : `closed by ${closed.by}, ${formatZonedTime(closed.at)}: ${closed.note}`;
}
