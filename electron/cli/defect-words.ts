/** Defects of a run as lines for a terminal. */
import type { Defect } from '#core/run/defect.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeDefectState, placeOfDefect } from '#core/words/run/describe-defect.ts';
import { indent, safe } from './terminal.ts';

/** Each with its number, and below it whether it is open. */
export function describeDefectLines(defects: readonly Defect[]): string {
  return defects
    .map((defect) => {
      const { number, severity, text, by, at } = defect;
      const place = placeOfDefect(defect);
      return `  ${number}  ${severity}${place === null ? '' : `, ${safe(place)}`}: ${indent(text)}
      logged by ${safe(by)}, ${formatZonedTime(at)}; ${indent(describeDefectState(defect))}\n`;
    })
    .join('');
}
