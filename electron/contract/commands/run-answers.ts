/** What people reply to a run and want of it. */
import { z } from 'zod';
import { SEVERITIES } from '#core/run/defect.ts';
import { REMEDIES, type RunOutcome, STEP_GOES, VERDICTS } from '#core/run/events.ts';
import { command, id, note, person, runId } from './fields.ts';

const answer = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('unit'), remedy: z.enum(REMEDIES) }),
  z.strictObject({ to: z.literal('manual'), done: z.boolean(), items: z.array(z.string()) }),
  z.strictObject({ to: z.literal('notify'), done: z.boolean(), items: z.array(z.string()) }),
  z.strictObject({ to: z.literal('hold'), release: z.boolean() }),
  z.strictObject({ to: z.literal('batch'), continue: z.boolean() }),
  z.strictObject({ to: z.literal('step'), go: z.enum(STEP_GOES) }),
  z.strictObject({
    to: z.literal('verdict'),
    verdict: z.enum(VERDICTS),
    met: z.array(z.string()),
  }),
]);

export const RUN_ANSWER_COMMANDS = {
  'run.answer': command(z.strictObject({ run: runId, question: id, answer, by: person, note })).gives<null>(),
  /** `ended`: how the run had ended before it could be stopped; null: the stop was taken. */
  'run.stop': command(z.strictObject({ run: runId, by: person, note })).gives<{
    readonly ended: RunOutcome | null;
  }>(),
  /** Waits no longer for hosts that are leased to others. */
  'run.endWait': command(z.strictObject({ run: runId })).gives<null>(),
  /** Nothing new begins until it is continued. */
  'run.pause': command(z.strictObject({ run: runId, by: person, note })).gives<null>(),
  'run.continue': command(z.strictObject({ run: runId, by: person, note })).gives<null>(),
  'run.exclude': command(z.strictObject({ run: runId, host: id, by: person, note })).gives<null>(),
  /** Takes an excluded host in again. */
  'run.include': command(z.strictObject({ run: runId, host: id, by: person, note })).gives<null>(),
  /** A step done from paper is recorded. */
  'run.record': command(
    z.strictObject({
      run: runId,
      step: id,
      host: id.nullable(),
      outcome: z.enum(['ok', 'failed']),
      by: person,
      doneAt: z.iso.datetime({ offset: true }),
      note,
    }),
  ).gives<null>(),
  'run.note': command(
    z.strictObject({ run: runId, by: person, text: z.string().min(1).max(4000) }),
  ).gives<null>(),
  /** What somebody found wrong; also of a run at its end. */
  'run.logDefect': command(
    z.strictObject({
      run: runId,
      by: person,
      severity: z.enum(SEVERITIES),
      text: z.string().min(1).max(4000),
      step: id.nullable(),
      host: id.nullable(),
    }),
  ).gives<null>(),
  /** It is dealt with, and how. */
  'run.closeDefect': command(
    z.strictObject({ run: runId, by: person, defect: z.int().min(1), note: z.string().min(1).max(4000) }),
  ).gives<null>(),
  /** A person is done with it, at its end; `because`: by the key of what is open, why it is closed all the same. */
  'run.close': command(
    z.strictObject({
      run: runId,
      by: person,
      note,
      because: z.record(z.string().max(400), z.string().max(4000)),
    }),
  ).gives<null>(),
  /** Its answers are the right ones: later checks are compared with them. */
  'run.setBaseline': command(z.strictObject({ run: runId, by: person, note })).gives<null>(),
} as const;
