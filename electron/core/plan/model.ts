/**
 * A plan with nothing left to decide: which steps, on which hosts, in which order, with which commands.
 * Only values known during the run stay open (captures, run id, secrets); they stand as pieces of a text.
 * Plain JSON throughout: a plan is stored with its run and read back as it was.
 */
import type { DrillKeys } from '#core/release/format/drill.ts';
import type { Sudo } from '#core/release/format/sudo.ts';
import type {
  Host,
  HostName,
  OnFailure,
  PlanName,
  Revision,
  ShellName,
  StepId,
  StepKind,
  StepMode,
} from '#core/release/model.ts';

/** A text in which values of the run are still to be filled in; quoted ones are shell-quoted when they are. */
export type Text = readonly TextPiece[];
export type TextPiece = string | LatePiece;
export type LatePiece =
  | {
      readonly late: 'capture';
      readonly step: StepId;
      readonly name: string;
      readonly host: HostName | null;
      readonly quote: boolean;
    }
  | { readonly late: 'run'; readonly name: 'id' | 'started' | 'finished'; readonly quote: boolean }
  | { readonly late: 'secret'; readonly name: string };

export interface Plan {
  readonly format: 1;
  readonly release: { readonly id: string; readonly name: string; readonly version: string };
  readonly revision: Revision;
  readonly plan: PlanName;
  readonly environment: { readonly name: string; readonly kind: string };
  /** Run whose steps this plan undoes; null for a plan of the release. */
  readonly undoes: string | null;
  /** What that run captured, by `step\nhost\nname`: its undo commands may use it. */
  readonly captures?: Readonly<Record<string, string>>;
  readonly limit: string | null;
  /** The step at which a run of it begins, as a person named it; missing: the first. */
  readonly from?: string;
  /** Every host that some unit, jump or probe needs, in inventory order, jump hosts included. */
  readonly hosts: readonly Host[];
  /** Steps in order of their first wave. */
  readonly steps: readonly PlannedStep[];
  /** What is done, in order; a wave starts when the one before is finished. */
  readonly waves: readonly Wave[];
  /** What a verification is decided by; empty for other plans. Missing in plans made before it was kept. */
  readonly criteria?: readonly string[];
  /** What surrounds its backout, frozen with it; missing in plans that are never backed out. */
  readonly frame?: BackoutFrame;
}

/** Steps in order of their first wave, and the waves. */
export interface PlannedSteps {
  readonly steps: readonly PlannedStep[];
  readonly waves: readonly Wave[];
}

/** `backout.before` and `backout.after` of the release, and the hosts that they need. */
export interface BackoutFrame {
  readonly before: PlannedSteps;
  readonly after: PlannedSteps;
  readonly hosts: readonly Host[];
}

export interface PlannedStep {
  readonly id: StepId;
  /** Its step in the release, where that is done once for each batch: here it has an id and a title for each. */
  readonly of?: { readonly id: StepId; readonly title: string };
  readonly title: string;
  readonly phase: { readonly id: string; readonly title: string };
  readonly kind: StepKind;
  readonly onFailure: OnFailure;
  readonly retry: { readonly times: number; readonly delayMs: number } | null;
  readonly repeatable: boolean;
  /** Bad units (failed, unreachable, unknown) at which nothing more of the step starts; null: no limit. */
  readonly stopAfter: number | null;
  readonly parallel: number;
  readonly takesMs: number | null;
  readonly timeoutMs: number;
  readonly owner: string | null;
  readonly notes: string | null;
  readonly evidence: boolean;
  readonly mode: StepMode;
  /** Why the step cannot be undone: point of no return, or nothing to undo. */
  readonly noUndo: { readonly kind: 'nothing' | 'no-return' | 'unsaid'; readonly why: string } | null;
  /** "3 batches: 1, 4, 11 hosts; 10 at a time; stops at the first failed host"; null for a step without hosts. */
  readonly sentence: string | null;
  /** One per host in inventory order, or one with host null. */
  readonly units: readonly PlannedUnit[];
  /** What it answers in a drill; missing where the release does not say. */
  readonly drill?: DrillKeys;
}

export interface PlannedUnit {
  readonly step: StepId;
  readonly host: HostName | null;
  /** 1-based. */
  readonly batch: number;
  /** The hosts of the batch that a step without hosts is about; missing: it is about none. */
  readonly about?: readonly HostName[];
  readonly task: Task;
  /**
   * The unit's own check, run as its task is: exit 0, its effect is in place; exit 1, it is not. Missing in plans made
   * before there was one.
   */
  readonly doneIf?: Text | null;
  /** What takes this unit back on this host; null where the step says none. */
  readonly undo: PlannedUndo | null;
  /** Where `when` was decided false, the condition; the unit is skipped by rule. */
  readonly skipBecause: string | null;
  /** It comes before the step at which the run begins; `skipBecause` is set, and is no condition. */
  readonly leftOut?: true;
  /** A condition over captures, decided when the unit's turn comes. */
  readonly when: string | null;
}

export interface PlannedUndo {
  readonly title: string;
  readonly task: Task;
  readonly timeoutMs: number;
  readonly takesMs: number | null;
  /** How the undo is carried out, and its own check. Missing in plans made before undos had them. */
  readonly mode?: StepMode;
  readonly doneIf?: Text | null;
  readonly drill?: DrillKeys;
}

/** How a command runs on a host. */
export interface Shell {
  /** What runs shell texts; sh where it is missing. */
  readonly program?: ShellName;
  /** A line or a part of a pipe that fails ends the text. */
  readonly strict?: boolean;
  /** The host that carries it out about the unit's own; missing: that host itself. */
  readonly at?: HostName;
  readonly sudo: Sudo | null;
  /** Values may hold secret pieces; nothing else may. */
  readonly env: Readonly<Record<string, Text>>;
  readonly cwd: Text | null;
  readonly timeoutMs: number;
  readonly expect: {
    readonly exit: readonly number[];
    readonly stdout: string | null;
    readonly stdoutNot: string | null;
    readonly stderrNot: string | null;
  };
  readonly capture: Readonly<Record<string, string>>;
}

/** What one unit does. */
export type Task =
  | { readonly kind: 'run' | 'check'; readonly command: Text; readonly shell: Shell }
  | { readonly kind: 'script'; readonly interpreter: string; readonly text: Text; readonly shell: Shell }
  /** `from`: path as written in the release file, relative to it. */
  | {
      readonly kind: 'upload';
      readonly from: string;
      readonly to: Text;
      readonly mode: string | null;
      readonly owner: string | null;
      /** A symbolic link at the target is followed; otherwise it is refused. */
      readonly follow?: true;
      readonly sha256: string | null;
      readonly shell: Shell;
    }
  | { readonly kind: 'download'; readonly from: Text; readonly to: string; readonly shell: Shell }
  | {
      readonly kind: 'probe';
      readonly target:
        | {
            readonly kind: 'http';
            readonly url: string;
            readonly status: number;
            readonly body: string | null;
          }
        | { readonly kind: 'tcp'; readonly address: string };
      readonly timeoutMs: number;
      /** Made from the workstation about the unit's host. */
      readonly here?: true;
    }
  | { readonly kind: 'manual'; readonly text: string; readonly items: readonly string[] }
  | {
      readonly kind: 'hold';
      readonly approvers: readonly string[];
      readonly count: number;
      readonly notOperator: boolean;
    }
  | {
      readonly kind: 'wait';
      readonly until:
        | { readonly kind: 'for'; readonly ms: number }
        | { readonly kind: 'time'; readonly at: string };
    }
  | {
      readonly kind: 'poll';
      readonly command: Text;
      readonly everyMs: number;
      /** How long it must hold without a break; missing: once is enough. */
      readonly steadyMs?: number;
      readonly shell: Shell;
    }
  | {
      readonly kind: 'notify';
      readonly communication: string;
      readonly channel: string;
      readonly to: readonly string[];
      readonly subject: string;
      readonly body: string;
    };

/** One step on one batch of hosts. `hosts` is empty for a step without hosts. */
export interface Wave {
  readonly step: StepId;
  readonly batch: number;
  readonly batches: number;
  readonly hosts: readonly HostName[];
  /** A person releases this batch before it starts. */
  readonly pauseBefore: boolean;
}
