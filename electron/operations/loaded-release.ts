/** A release as text, read and checked: what both the app and the command line start from. */

import { type PlanResult, planRelease } from '#core/plan/plan-release.ts';
import type { PlanProblem } from '#core/plan/problem.ts';
import { scriptFiles } from '#core/plan/script-files.ts';
import type { Issue } from '#core/release/issue.ts';
import type { PlanName, Release, Revision } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { revisionOf } from '#core/release/revision.ts';
import type { Failure, Files, Result, Sha256 } from '#engine/ports.ts';

export interface LoadedRelease {
  readonly text: string;
  readonly release: Release;
  readonly revision: Revision;
  /** Warnings only. */
  readonly issues: readonly Issue[];
}

export type InvalidRelease = Failure<'release-invalid'> & { readonly issues: readonly Issue[] };

/** Reads a release file's text. Every problem comes back at once. */
export function loadRelease(text: string, sha256: Sha256): Result<LoadedRelease, InvalidRelease> {
  const { release, data, issues } = parseRelease(text);
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  if (!release || !data || errors > 0) {
    const message = errors === 1 ? 'The release has an error' : `The release has ${errors} errors`;
    return { ok: false, error: { code: 'release-invalid', message, issues } };
  }
  return { ok: true, value: { text, release, revision: revisionOf(data, sha256), issues } };
}

export interface PlanChoice {
  readonly plan: PlanName;
  readonly environment: string;
  readonly limit: string | null;
  /** The step at which the run begins; null or missing: the first. */
  readonly from?: string | null;
  readonly vars: Readonly<Record<string, string>>;
}

type Planner = (
  text: string,
  choice: PlanChoice,
  scripts: Readonly<Record<string, string>>,
) => Promise<PlanResult>;

export interface Planning {
  readonly files: Files;
  readonly planner?: Planner;
}

/** The plan of a loaded release; by `planner` where another thread makes it. A script file that cannot be read is one of the problems. */
export async function planLoaded(
  { text, release, revision }: LoadedRelease,
  choice: PlanChoice,
  { files, planner }: Planning,
): Promise<PlanResult> {
  const { scripts, problems } = await readScripts(scriptFiles(release, choice.plan), files);
  if (problems.length > 0) return { plan: null, problems };
  return planner
    ? planner(text, bareChoice(choice), scripts)
    : planRelease({ release, revision, files: scripts, ...choice });
}

/** A wish is a choice and holds more, such as functions, which no other thread takes. */
function bareChoice({ plan, environment, limit, from = null, vars }: PlanChoice): PlanChoice {
  return { plan, environment, limit, from, vars };
}

export interface ScriptTexts {
  /** By the name of the file. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Files that cannot be read. */
  readonly problems: readonly PlanProblem[];
}

export async function readScripts(names: readonly string[], files: Files): Promise<ScriptTexts> {
  const scripts: Record<string, string> = {};
  const problems: PlanProblem[] = [];
  for (const name of names) {
    const read = await files.readText(name);
    if (read.ok) scripts[name] = read.value;
    else problems.push({ code: 'script-file', message: read.error.message, step: null, host: null });
  }
  return { scripts, problems };
}
