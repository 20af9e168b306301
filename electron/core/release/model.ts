/**
 * The model of a release: what a release file of format 1 says, with defaults filled in.
 * Plain immutable data. Durations are milliseconds, times ISO 8601 strings with an offset.
 * What is a mapping of the file and nothing more is declared by the table of its keys, in `format/`.
 */
import type {
  CommunicationKeys,
  ComponentKeys,
  ControlKeys,
  DocumentKeys,
  InfoKeys,
  PersonKeys,
  RequirementKeys,
  RiskKeys,
} from './format/info.ts';
import type { OptionKeys } from './format/options.ts';
import type { BatchSize, RolloutKeys } from './format/rollout.ts';
import { SHELLS, type ShellKeys } from './format/shell.ts';

export { type BatchSize, SHELLS };

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
  readonly documents: readonly DocumentKeys[];
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

export type ShellName = (typeof SHELLS)[number];

/**
 * Which shell runs the texts, and whether a line or a part of a pipe that fails ends them. What is missing is said by what
 * is around: the step, else its phase, else the environment, else the release; else sh, not strict.
 */
export interface ShellChoice extends ShellKeys {}
export interface ReleaseInfo extends InfoKeys {}
export interface Risk extends RiskKeys {}
export interface Person extends PersonKeys {}
export interface Control extends ControlKeys {}
export interface Component extends ComponentKeys {}
export interface Requirement extends RequirementKeys {}
export interface Communication extends CommunicationKeys {}

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
  /** Keys that the host is to have next: taken once a person has confirmed that it shows one; missing: none is announced. */
  readonly nextHostKeys?: readonly string[];
  /** The right-host guard: fact name to expected value. */
  readonly is: Readonly<Record<string, string>>;
  /** Outdated SSH algorithms are offered to this host as well; missing: they are not. */
  readonly ssh?: 'legacy';
  /** Which SSH client reaches it; missing: the one of this program. */
  readonly transport?: SshTransportName;
}

/** `openssh-config`: OpenSSH, and it reads the configuration of the user and the system. */
export type SshTransportName = 'built-in' | 'openssh' | 'openssh-config';

export interface Phase extends ShellChoice {
  readonly id: string;
  readonly title: string;
  /** Set on a rolling phase only: its steps are done in order on one batch before the next batch starts. */
  readonly on: string | null;
  /** A condition beside those of its steps; missing: they alone decide. */
  readonly when?: string;
  readonly rollout: Rollout | null;
  readonly steps: readonly Step[];
}

export interface Rollout extends RolloutKeys {}

/** `on`: null only on steps that need no host, or inside a rolling phase (then the phase's). */
export interface StepOptions extends OptionKeys {}

/** How a command on a host is carried out; see `core/plan/guarantee.ts` for what each promises. */
export type StepMode = StepOptions['mode'];

export type OnFailure = StepOptions['onFailure'];

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
  | {
      readonly kind: 'check';
      readonly text: string;
      readonly everyMs: number;
      /** How long it must hold without a break before it counts; missing: once is enough. */
      readonly steadyMs?: number;
      readonly timeoutMs: number;
    };

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
