/**
 * The model of a release: what a release file of format 1 says, with defaults filled in.
 * Plain immutable data. Durations are milliseconds, times ISO 8601 strings with an offset.
 */

export type StepId = string & { readonly __brand: 'StepId' };
export type HostName = string & { readonly __brand: 'HostName' };
/** SHA-256 (64 hex digits) of the canonical JSON of a release file's data. */
export type Revision = string & { readonly __brand: 'Revision' };

export const PLAN_NAMES = ['infrastructure', 'deployment', 'verification', 'backout'] as const;
export type PlanName = (typeof PLAN_NAMES)[number];

export interface Release {
  readonly info: ReleaseInfo;
  readonly controls: readonly Control[];
  readonly components: readonly Component[];
  readonly documents: readonly { readonly title: string; readonly file: string }[];
  /** In file order. */
  readonly environments: readonly Environment[];
  readonly requirements: readonly Requirement[];
  readonly infrastructure: readonly Phase[];
  readonly deployment: readonly Phase[];
  /** Success criteria of the deployment, in words. */
  readonly success: readonly string[];
  readonly verification: readonly Phase[];
  readonly backout: BackoutPlan;
  readonly communications: readonly Communication[];
}

export const SHELLS = ['sh', 'bash'] as const;
export type ShellName = (typeof SHELLS)[number];

/**
 * Which shell runs the texts, and whether a line or a part of a pipe that fails ends them. What is missing is said by what
 * is around: the step, else its phase, else the environment, else the release; else sh, not strict.
 */
export interface ShellChoice {
  readonly shell?: ShellName;
  readonly strict?: boolean;
}

export interface ReleaseInfo extends ShellChoice {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly baseline: string | null;
  readonly summary: string | null;
  readonly features: readonly string[];
  readonly window: { readonly opens: string; readonly closes: string; readonly marginMs: number } | null;
  readonly risks: readonly Risk[];
  readonly affected: readonly string[];
  readonly handover: string | null;
  readonly escalation: string | null;
  readonly people: readonly Person[];
}

export interface Risk {
  readonly id: string;
  readonly text: string;
  readonly likelihood: 'low' | 'medium' | 'high' | null;
  readonly impact: 'low' | 'medium' | 'high' | null;
  readonly response: string | null;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  /** The person's account on workstations. */
  readonly login: string | null;
  readonly roles: readonly string[];
  readonly phone: string | null;
  readonly email: string | null;
  /** Public half of an approval key, as written. */
  readonly key: string | null;
}

export interface Control {
  readonly id: string;
  readonly title: string;
  readonly state: 'met' | 'not-met' | 'waived' | 'not-applicable' | null;
  /** A rule by which Holdpoint itself decides the state. */
  readonly rule: string | null;
  readonly by: string | null;
  readonly evidence: string | null;
  readonly note: string | null;
}

export interface Component {
  readonly id: string;
  readonly version: string;
  readonly file: string | null;
  readonly sha256: string | null;
  readonly ci: string | null;
  readonly licence: string | null;
}

export interface Requirement {
  readonly id: string;
  readonly what: string;
  readonly leadTime: string | null;
  readonly owner: string | null;
  readonly state: 'needed' | 'ordered' | 'installed' | 'validated' | null;
  readonly due: string | null;
}

export interface Environment extends ShellChoice {
  readonly name: string;
  /** `production` refuses rehearsals; any other word is the author's. */
  readonly kind: string;
  readonly vars: Vars;
  /** In file order, which is the inventory order of batches. */
  readonly hosts: readonly Host[];
}

export type Vars = Readonly<Record<string, string>>;

export interface Host {
  readonly name: HostName;
  readonly address: string;
  readonly port: number;
  readonly user: string | null;
  /** A name; what it means is local to the workstation. */
  readonly credential: string | null;
  readonly via: HostName | null;
  readonly tags: readonly string[];
  readonly vars: Vars;
  /** `SHA256:…` fingerprints or public keys (`ssh-ed25519 AAAA…`). */
  readonly hostKeys: readonly string[];
  /** The right-host guard: fact name to expected value. */
  readonly is: Readonly<Record<string, string>>;
  /** Outdated SSH algorithms are offered to this host as well; missing: they are not. */
  readonly ssh?: 'legacy';
}

export interface Phase extends ShellChoice {
  readonly id: string;
  readonly title: string;
  /** Set on a rolling phase only: its steps are done in order on one batch before the next batch starts. */
  readonly on: string | null;
  readonly rollout: Rollout | null;
  readonly steps: readonly Step[];
}

/** A batch size: a count of hosts, a percentage of them, or all that are left. */
export type BatchSize =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'rest' };

export interface Rollout {
  readonly batches: readonly BatchSize[];
  readonly parallel: number | null;
  /** Inclusive, over the whole step. */
  readonly stopAfter:
    | { readonly kind: 'count'; readonly count: number }
    | { readonly kind: 'percent'; readonly percent: number }
    | null;
  readonly pause: 'hold' | 'none';
}

export interface StepOptions extends ShellChoice {
  /** Selector; null only on steps that need no host, or inside a rolling phase (then the phase's). */
  readonly on: string | null;
  readonly sudo: Sudo | null;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
  readonly timeoutMs: number;
  /** Expected duration, or null where the author gave none. */
  readonly takesMs: number | null;
  readonly retry: { readonly times: number; readonly delayMs: number } | null;
  readonly expect: Expectation;
  /** Name to regular expression; the first group (or the whole match) is the value. */
  readonly capture: Readonly<Record<string, string>>;
  readonly when: string | null;
  readonly onFailure: OnFailure;
  readonly rollout: Rollout | null;
  readonly mode: StepMode;
  /** Shell text that only reads: exit 0, the step's effect is in place; exit 1, it is not. Null where the author gave none. */
  readonly doneIf: string | null;
  readonly repeatable: boolean;
  readonly owner: string | null;
  readonly notes: string | null;
  readonly evidence: boolean;
}

/** How a command on a host is carried out; see `core/plan/guarantee.ts` for what each promises. */
export type StepMode = 'tracked' | 'attached' | 'reboot';

export type OnFailure = 'ask' | 'stop' | 'continue' | 'ignore';

export interface Sudo {
  /** Target user, `root` for `sudo: true`. */
  readonly user: string;
  /** Name of the secret that holds the password, or null for password-less sudo. */
  readonly passwordSecret: string | null;
}

export interface Expectation {
  /** Exit codes that count as success. */
  readonly exit: readonly number[];
  readonly stdout: string | null;
  readonly stdoutNot: string | null;
  readonly stderrNot: string | null;
}

export interface Step extends StepOptions {
  readonly id: StepId;
  readonly title: string;
  readonly action: Action;
  readonly undo: Undo;
}

export type Action =
  | { readonly kind: 'run'; readonly text: string }
  | {
      readonly kind: 'script';
      readonly text: string | null;
      readonly file: string | null;
      /** Null: what the script's first line (`#!`) names, else the shell of the step. */
      readonly interpreter: string | null;
    }
  | { readonly kind: 'check'; readonly text: string }
  | {
      readonly kind: 'upload';
      readonly from: string;
      readonly to: string;
      readonly mode: string | null;
      readonly owner: string | null;
      /** A symbolic link at the target is followed; otherwise it is refused. */
      readonly follow?: true;
    }
  | { readonly kind: 'download'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'probe';
      readonly target: ProbeTarget /** Selector of the hosts it is made from; null: the workstation. */;
      readonly from: string | null;
    }
  | { readonly kind: 'manual'; readonly text: string; readonly items: readonly string[] }
  | {
      readonly kind: 'hold';
      readonly approvers: readonly string[];
      readonly count: number;
      readonly notOperator: boolean;
    }
  | { readonly kind: 'wait'; readonly until: WaitUntil }
  | { readonly kind: 'notify'; readonly communication: string };

export type StepKind = Action['kind'];

export type ProbeTarget =
  | { readonly kind: 'http'; readonly url: string; readonly status: number; readonly body: string | null }
  | { readonly kind: 'tcp'; readonly address: string };

export type WaitUntil =
  | { readonly kind: 'for'; readonly ms: number }
  | { readonly kind: 'time'; readonly at: string }
  | { readonly kind: 'check'; readonly text: string; readonly everyMs: number; readonly timeoutMs: number };

/** What takes a step back. A command given as text inherits the step's `shell`, `strict`, `sudo`, `env`, `cwd` and `timeout`. */
export type Undo =
  | {
      readonly kind: 'undo';
      readonly title: string | null;
      readonly action: Action;
      readonly options: StepOptions;
    }
  | { readonly kind: 'nothing'; readonly why: string }
  | { readonly kind: 'no-return'; readonly why: string }
  | { readonly kind: 'unsaid' };

export interface BackoutPlan {
  readonly triggers: readonly string[];
  readonly authority: string | null;
  readonly performer: string | null;
  readonly decideWithinMs: number | null;
  readonly contingencies: string | null;
  readonly before: readonly Step[];
  readonly after: readonly Step[];
}

export interface Communication {
  readonly id: string;
  readonly audience: string;
  readonly channel: string;
  readonly to: readonly string[];
  readonly sender: string | null;
  readonly send: string | null;
  readonly subject: string | null;
  readonly body: string;
}
