import type { Environment, HostName, Release, ShellChoice, StepId, Vars } from '#core/release/model.ts';
import type { ParseCache } from './parse-cache.ts';
import type { ProblemList } from './problem.ts';

/** A step that captures values, and the hosts on which it will have done so. */
export interface CapturingStep {
  readonly names: ReadonlySet<string>;
  readonly hosts: ReadonlySet<HostName>;
}

/** Hosts that a rolling phase takes together. */
export interface BatchAtHand {
  /** 1-based. */
  readonly number: number;
  readonly count: number;
  readonly hosts: readonly HostName[];
}

/** All that planning looks things up in. `captures` grows as steps are planned, so it always says what came before. */
export interface PlanScope {
  readonly release: Release;
  readonly environment: Environment;
  /** Values given for this run by name (`--var`). */
  readonly given: Vars;
  /** Text of the files that `script: {file}` names, by that name. */
  readonly files: Readonly<Record<string, string>>;
  /** What is around the step says of the shell, from the inside out: its phase, the environment, the release. */
  readonly shell: readonly ShellChoice[];
  /** What a step without hosts is about, in a rolling phase; null elsewhere. */
  readonly batch: BatchAtHand | null;
  /** Hosts the plan is limited to; null: all. */
  readonly limit: ReadonlySet<HostName> | null;
  readonly captures: Map<StepId, CapturingStep>;
  readonly parsed: ParseCache;
  readonly problems: ProblemList;
}
