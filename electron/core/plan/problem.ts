import type { HostName, StepId } from '#core/release/model.ts';

/** Why a release cannot be planned. Closed: a new reason gets a code here. */
export type PlanProblemCode =
  /** The environment is not in the release. */
  | 'unknown-environment'
  /** A selector or the limit cannot be read. */
  | 'bad-selector'
  /** The limit selects no host of the environment. */
  | 'limit-matches-nothing'
  /** A step or phase selects no host, or has no selector where it needs one. */
  | 'no-hosts'
  /** `delegate_to` does not match exactly one host. */
  | 'bad-delegate'
  /** A step with batches of its own stands in a rolling phase. */
  | 'not-in-rolling-phase'
  /** A host is reached through one that is not there, or through itself. */
  | 'bad-jump'
  | 'bad-template'
  | 'bad-condition'
  /** A value is not set, or no earlier step captures it there. */
  | 'missing-value'
  /** A value is given for the run that nothing reads. */
  | 'unknown-value'
  /** A value of the run stands where the text must be known before. */
  | 'late-value'
  /** A secret stands outside `env` and `sudo`. */
  | 'misplaced-secret'
  | 'unknown-communication'
  /** A script's file was not given. */
  | 'script-file'
  /** A script has Windows line ends. */
  | 'carriage-return'
  /** The step at which a run is to begin is none of the plan, or nothing comes before it. */
  | 'unknown-start'
  /** Two hosts' files would be downloaded to one name. */
  | 'downloads-meet'
  /** An undo does not fit its step: other hosts, or a command where the step has none. */
  | 'bad-undo';

export interface PlanProblem {
  readonly code: PlanProblemCode;
  /** For a person: what is wrong and what to do. */
  readonly message: string;
  readonly step: StepId | null;
  readonly host: HostName | null;
}

/** Collects problems, each once. */
export interface ProblemList {
  add(problem: PlanProblem): void;
  all(): readonly PlanProblem[];
}

/** An empty list of problems. */
export function createProblemList(): ProblemList {
  const found = new Map<string, PlanProblem>();
  return {
    add: (problem) => {
      const key = JSON.stringify([problem.code, problem.message, problem.step, problem.host]);
      if (!found.has(key)) found.set(key, problem);
    },
    all: () => [...found.values()],
  };
}
