/** What must be known of a unit besides its state, in a few words for a terminal. */

import { labelGuarantee } from '#core/report/describe-provenance.ts';
import type { OutputDigest } from '#core/run/events.ts';
import {
  type Attempt,
  lastAttempt,
  type RunState,
  type Settlement,
  type Unit,
  unobservedBecause,
} from '#core/run/state.ts';
import type { Stream } from '#core/run/stream.ts';
import { formatDuration } from '#core/words/figures/format-duration.ts';
import { describeKept } from '#core/words/run/describe-output.ts';
import { describeReason, labelSettledAs } from '#core/words/run/describe-reason.ts';
import { indent, safe } from './terminal.ts';

/** Of its last attempt; with the unit's reason where that says more. */
export function unitMarks(state: RunState, unit: Unit): string {
  const attempt = lastAttempt(unit);
  const marks = attempt ? marksOf(state, unit, attempt) : [];
  const reason = unit.reason === attempt?.settled?.reason ? null : unit.reason;
  return [...marks, ...(reason === null ? [] : [safe(describeReason(reason))])].join('; ');
}

function marksOf(state: RunState, unit: Unit, attempt: Attempt): readonly string[] {
  const { finished, settled, onPaper, quiet } = attempt;
  const because = unobservedBecause(attempt);
  return [
    isAttached(state, unit, attempt) ? 'attached' : null,
    onPaper ? 'on paper' : null,
    finished?.adopted ? 'adopted' : null,
    settled ? describeSettled(settled) : null,
    finished?.leftBehind ? 'processes left behind' : null,
    ...STREAMS.map((stream) => cutMark(stream, finished?.[stream])),
    because === null ? null : `not observed: ${indent(describeReason(because))}`,
    finished === null && quiet
      ? `quiet for ${formatDuration(quiet.quietMs)}${quiet.lastLine === '' ? '' : `, last: ${safe(quiet.lastLine)}`}`
      : null,
  ].filter((mark) => mark !== null);
}

const STREAMS: readonly Stream[] = ['stdout', 'stderr'];

function cutMark(stream: Stream, digest: OutputDigest | undefined): string | null {
  return digest?.cut === undefined ? null : `${stream}: ${describeKept(digest.bytes, digest.cut)}`;
}

/** Check mode leaves no record of anything, so it is not worth a word there. */
function isAttached(state: RunState, unit: Unit, { tracked, onPaper }: Attempt): boolean {
  return !tracked && !onPaper && state.header.mode !== 'check' && labelGuarantee(state, unit) !== null;
}

/** What was found to be done needs no more words. */
function describeSettled({ as, evidence, by, reason }: Settlement): string {
  const how = { record: "the host's record", check: "the step's own check", person: by }[evidence];
  const more = reason.kind === 'settled-by' ? reason.note : as === 'failed' ? describeReason(reason) : null;
  return safe(`settled as ${labelSettledAs(as)} by ${how}${more === null ? '' : `: ${more}`}`);
}
