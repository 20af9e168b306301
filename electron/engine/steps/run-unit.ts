/** Which kind of task is carried out by which runner. What a person does is no attempt of the engine's. */
import type { Task } from '#core/plan/model.ts';
import type { Reason } from '#core/run/reasons.ts';
import { runCommand, runScript } from './command.ts';
import { runDownload } from './download.ts';
import { runProbe } from './probe.ts';
import { type AttemptContext, type AttemptResult, bad, MissingValue } from './step.ts';
import { recoverUpload, runUpload } from './upload.ts';
import { runPoll, runWait } from './wait.ts';

export function runUnit(context: AttemptContext): Promise<AttemptResult> {
  return unlessMissing(
    () => runTask(context.unit.task, context),
    (because) => bad('unreachable', { kind: 'nothing-sent', because }),
  );
}

/** What became of an attempt that a program which has ended left running. */
export function recoverUnit(context: AttemptContext): Promise<AttemptResult> {
  return unlessMissing(
    () => recoverTask(context.unit.task, context),
    (because) => bad('unknown', { kind: 'not-searched', because }),
  );
}

async function recoverTask(task: Task, context: AttemptContext): Promise<AttemptResult> {
  switch (task.kind) {
    case 'run':
    case 'check':
    case 'script':
      return context.record
        ? againIfNeverStarted(await runTask(task, context))
        : bad('unknown', { kind: 'closed', next: 'untracked' });
    case 'upload':
      return recoverUpload(task, context);
    case 'download':
    case 'probe':
    case 'wait':
    case 'poll':
      return { ...bad('stopped', { kind: 'closed', next: 'again' }), again: true };
    case 'manual':
    case 'hold':
    case 'notify':
      throw new Error(`a ${task.kind} step is answered by a person`);
  }
}

/** What was kept from starting can be started without a question. */
function againIfNeverStarted(result: AttemptResult): AttemptResult {
  return result.outcome === 'unreachable' ? { ...result, again: true } : result;
}

async function unlessMissing(
  work: () => Promise<AttemptResult>,
  otherwise: (because: Reason) => AttemptResult,
): Promise<AttemptResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MissingValue) return otherwise({ kind: 'missing-values', names: error.names });
    throw error;
  }
}

function runTask(task: Task, context: AttemptContext): Promise<AttemptResult> {
  switch (task.kind) {
    case 'run':
    case 'check':
      return runCommand({ ...task, kind: task.kind }, context);
    case 'script':
      return runScript(task, context);
    case 'upload':
      return runUpload(task, context);
    case 'download':
      return runDownload(task, context);
    case 'probe':
      return runProbe(task, context);
    case 'wait':
      return runWait(task, context);
    case 'poll':
      return runPoll(task, context);
    case 'manual':
    case 'hold':
    case 'notify':
      throw new Error(`a ${task.kind} step is answered by a person`);
  }
}
