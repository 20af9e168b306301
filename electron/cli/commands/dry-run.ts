/** `run --dry-run`: what the run would do, as `plan` shows it. What a run refuses before it begins is refused here too. */
import { createFiles } from '#adapters/files/files.ts';
import type { RunId } from '#core/run/events.ts';
import type { LoadedRelease } from '#operations/loaded-release.ts';
import { planRun, type RunWish } from '#operations/start-run.ts';
import { refuseUnread } from '#operations/unread-losses.ts';
import { readAnswers } from '../answers.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import type { LossOptions } from '../read-losses.ts';
import type { LoadedFile } from '../release-file.ts';
import { type RepairOptions, repairOf } from '../repair-of.ts';
import { withLibrary } from '../session.ts';
import { type PlanOptions, showPlan } from './plan.ts';

interface DryRunOptions extends Omit<PlanOptions, 'limit'>, RepairOptions, LossOptions {
  readonly answers?: string;
  readonly jsonl?: boolean;
}

export async function dryRun(
  { file, loaded }: LoadedFile,
  wish: RunWish,
  options: DryRunOptions,
): Promise<number> {
  if (options.jsonl)
    throw new CliFailure('usage', '--jsonl prints events, and a dry run has none; --json prints its plan');
  const limit = await limitOf(loaded, wish, options);
  const files = createFiles(file.folder);
  const planned = await planRun(loaded, { ...wish, limit }, { files });
  if (!planned.ok) throw refusalOf(planned.error);
  const plan = planned.value;
  if (options.answers !== undefined)
    await readAnswers(options.answers, wish.operator, {
      plan,
      release: loaded.release,
      stepByStep: wish.stepByStep ?? false,
    });
  process.stderr.write(`note: nothing was begun, and no host was asked\n`);
  return showPlan({ loaded, files, plan, mode: wish.mode }, { ...wish, limit }, options);
}

/** The library is needed only for the run that is repaired, and none is made. */
async function limitOf(
  loaded: LoadedRelease,
  { limit }: RunWish,
  options: DryRunOptions,
): Promise<string | null> {
  const { failedOf, acknowledgeLoss } = options;
  if (failedOf === undefined) return limit;
  return withLibrary(options.data, (library) => {
    const unread = acknowledgeLoss === undefined ? refuseUnread(library, failedOf as RunId) : null;
    if (unread) throw refusalOf(unread, EXIT.unverified);
    return repairOf(library, options, loaded.release.info.id)?.limit ?? limit;
  });
}
