/** The close-out of a run, as the terminal says it. */
import { keyOfPoint } from '#core/run/close-out.ts';
import type { OpenPoint, RunClosing } from '#core/run/closing.ts';
import type { RunHeader } from '#core/run/events.ts';
import { commandForPoint, describeClosing, describePoint } from '#core/words/run/describe-close-out.ts';
import { indent, safe } from './terminal.ts';

/** What is open, and the command that sees to it. */
export function pointLines(point: OpenPoint, header: RunHeader): string {
  const command = commandForPoint(point, header);
  const way = command === null ? '' : `    ${safe(command)}\n`;
  return `  ${safe(keyOfPoint(point))}  ${indent(describePoint(point))}\n${way}`;
}

/** That it was closed, and what was open then. */
export function closingLines(closed: RunClosing): string {
  const accepted = closed.accepted.map(
    ({ point, because }) => `  ${indent(describePoint(point))}: ${indent(because)}\n`,
  );
  return `${indent(describeClosing(closed))}\n${accepted.join('')}`;
}
