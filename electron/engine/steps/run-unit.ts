/** Which kind of task is carried out by which runner. What a person does is no attempt of the engine's. */
import type { Task } from '#core/plan/model.ts';
import { runCommand, runScript } from './command.ts';
import { runDownload } from './download.ts';
import { runProbe } from './probe.ts';
import { type AttemptContext, type AttemptResult, bad, MissingValue } from './step.ts';
import { runUpload } from './upload.ts';
import { runPoll, runWait } from './wait.ts';

export async function runUnit(context: AttemptContext): Promise<AttemptResult> {
  try {
    return await runTask(context.unit.task, context);
  } catch (error) {
    if (error instanceof MissingValue) return bad('unreachable', `${error.message}; nothing was sent`);
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
