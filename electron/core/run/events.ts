/**
 * Everything that can have happened in a run: past-tense facts, appended to the library before anything acts on them.
 * State, screen, command line, report and recovery all fold these.
 */
import type { FrozenMessage, MessageEvents } from '#core/communication/message.ts';
import type { JudgedRule } from '#core/gate/model.ts';
import type { HostName, PlanName, Revision, StepId } from '#core/release/model.ts';
import type { KnownPerson } from '#core/release/people.ts';
import type { ClosingFacts } from './closing.ts';
import type { DefectClosing, DefectFacts } from './defect.ts';
import type { TakenOver } from './leases.ts';
import type { Mode } from './mode.ts';
import type { NoRecords, Notice } from './notices.ts';
import type { PreflightProblem, SecretUnusable } from './problems.ts';
import type { AskedOfRun, Reason } from './reasons.ts';

export type RunId = string & { readonly __brand: 'RunId' };

/** Where a unit is: a step, and the host it runs on (null: a step without hosts). */
export interface UnitRef {
  readonly step: StepId;
  readonly host: HostName | null;
}

export interface OutputDigest {
  readonly bytes: number;
  /** Of the stored (masked) bytes, 64 hex digits. */
  readonly sha256: string;
  /** Set where more was printed than is kept. */
  readonly cut?: OutputCut;
}

export interface OutputCut {
  /** What is left out, in order. */
  readonly gaps: readonly OutputGap[];
  /** All that was printed, masked as well. */
  readonly whole: { readonly bytes: number; readonly sha256: string };
}

/** Bytes that were counted and hashed, and are not kept. */
export interface OutputGap {
  /** Before which of the stored bytes they stood. */
  readonly at: number;
  readonly bytes: number;
  /** Line ends among them. */
  readonly lines: number;
}

export type Outcome = 'ok' | 'failed' | 'unreachable' | 'unknown' | 'stopped';

export interface HostReport {
  readonly host: HostName;
  /** Empty when the host is passed preflight. */
  readonly problems: readonly PreflightProblem[];
  readonly hostKey: string | null;
  readonly hostname: string | null;
  readonly bootId: string | null;
  /** Host clock minus workstation clock. */
  readonly clockOffsetMs: number | null;
  /** By how much the offset may be wrong, either way: half of the time that asking took, and half a second, since hosts tell whole ones. */
  readonly clockErrorMs?: number | null;
  readonly freeBytes: number | null;
  /** Per user who runs tracked steps there (null: the login user), why they cannot be tracked; null: they can. */
  readonly tracking?: readonly { readonly user: string | null; readonly why: NoRecords | null }[];
  /** What is worth knowing and no problem. */
  readonly notices?: readonly Notice[];
}

/**
 * What a person may answer when a unit failed. The last five are for an outcome that nobody saw: look at the host's
 * record again, run the step's own check, or say what it came to.
 */
export const REMEDIES = [
  'retry',
  'skip',
  'exclude',
  'stop',
  'recheck',
  'check',
  'settle-done',
  'settle-failed',
  'settle-not-run',
] as const;
export type Remedy = (typeof REMEDIES)[number];

/** How an outcome that nobody saw was learnt afterwards. */
export type SettlingEvidence = 'record' | 'check' | 'person';
export type SettledAs = 'done' | 'failed' | 'not-run';

/** What is decided at the end of a verification. `leave`: it stays, with an emergency fix logged. */
export const VERDICTS = ['success', 'back-out', 'leave'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What is said to a step that waits for a yes. `rest`: it begins, and so does all after it, without being asked about. */
export const STEP_GOES = ['step', 'rest', 'stop'] as const;
export type StepGo = (typeof STEP_GOES)[number];

export type Question =
  /** A unit failed and its step asks. */
  | {
      readonly about: 'unit';
      readonly unit: UnitRef;
      readonly attempt: number;
      readonly outcome: Outcome;
      /** Null where no more is known than the outcome. */
      readonly reason: Reason | null;
    }
  | {
      readonly about: 'manual';
      readonly unit: UnitRef;
      readonly text: string;
      readonly items: readonly string[];
    }
  | {
      readonly about: 'hold';
      readonly unit: UnitRef;
      readonly approvers: readonly string[];
      readonly count: number;
      readonly notOperator: boolean;
    }
  | {
      readonly about: 'notify';
      readonly unit: UnitRef;
      readonly channel: string;
      readonly to: readonly string[];
      readonly subject: string;
      readonly body: string;
    }
  /** `pause: hold` between batches; the unit names the step whose next batch waits. */
  | {
      readonly about: 'batch';
      readonly unit: UnitRef;
      readonly batch: number;
      readonly batches: number;
      readonly hosts: readonly HostName[];
    }
  /** The run goes step by step: the step, or its next batch, begins with a person's yes. */
  | {
      readonly about: 'step';
      readonly unit: UnitRef;
      readonly batch: number;
      readonly batches: number;
      readonly hosts: readonly HostName[];
    }
  /** Everything of a verification is done; the unit names its last step. */
  | { readonly about: 'verdict'; readonly unit: UnitRef; readonly criteria: readonly string[] };

export type Answer =
  | { readonly to: 'unit'; readonly remedy: Remedy }
  | { readonly to: 'manual' | 'notify'; readonly done: boolean; readonly items: readonly string[] }
  | { readonly to: 'hold'; readonly release: boolean }
  | { readonly to: 'batch'; readonly continue: boolean }
  | { readonly to: 'step'; readonly go: StepGo }
  /** `met`: criteria that the person ticked; missing in logs from before they were. */
  | { readonly to: 'verdict'; readonly verdict: Verdict; readonly met?: readonly string[] };

/** A run that begins at a later step of its plan. */
export interface LaterStart {
  readonly step: StepId;
  readonly title: string;
  readonly because: string;
}

/** What was frozen when the run was made. */
export interface RunHeader {
  readonly run: RunId;
  readonly releaseId: string;
  readonly releaseName: string;
  readonly version: string;
  readonly revision: Revision;
  readonly plan: PlanName;
  readonly environment: string;
  readonly environmentKind: string;
  readonly mode: Mode;
  readonly limit: string | null;
  readonly vars: Readonly<Record<string, string>>;
  readonly operator: string;
  /** The people of the release, by whose names everything in the run is signed. Missing in runs of a release that lists none. */
  readonly people?: readonly KnownPerson[];
  /** SHA-256 of the stored plan document. */
  readonly planSha256: string;
  /** The run that this one backs out; null otherwise. */
  readonly undoes: RunId | null;
  /** The run whose unfinished hosts this one takes, as a part of the same deployment; null otherwise. */
  readonly failedOf?: RunId | null;
  readonly app: string;
  /** Where it begins, and why the operator leaves out what comes before; missing: at the first step. */
  readonly from?: LaterStart;
  /** Each step begins with a person's yes; missing: the run goes by itself. */
  readonly stepByStep?: true;
  /** The release's window; null where it has none. Missing in runs made before windows were kept. */
  readonly window?: { readonly opens: string; readonly closes: string; readonly marginMs: number } | null;
  /** What was looked at before a live run on production, and what people overrode; missing in all others. */
  readonly gate?: readonly JudgedRule[];
  /** What the release tells people, as it reads in the run's environment; missing where it tells nobody anything. */
  readonly messages?: readonly FrozenMessage[];
}

/** A salted check of a secret's value, never the value. */
export interface SecretCheck {
  readonly name: string;
  readonly check: string;
}

export type RunEventBody =
  | { readonly type: 'runCreated'; readonly data: RunHeader }
  | {
      readonly type: 'preflightFinished';
      readonly data: {
        readonly passed: boolean;
        readonly hosts: readonly HostReport[];
        readonly problems: readonly PreflightProblem[];
        /** By which a value that is changed later is noticed; missing where the plan has no secrets. */
        readonly secrets?: readonly SecretCheck[];
        /** Secrets that the plan does not use and whose value is not masked, though it is said where they are; missing where there is none. */
        readonly uncovered?: readonly SecretUnusable[];
        /** How long it waited for hosts that others worked on; missing where it did not wait. */
        readonly waitedMs?: number;
      };
    }
  | { readonly type: 'runStarted'; readonly data: Record<string, never> }
  /** Another program works on that host now, or has ended the run there; the one that carried it out sends nothing more. */
  | {
      readonly type: 'hostTakenOver';
      readonly data: TakenOver & { readonly host: HostName };
    }
  | {
      readonly type: 'attemptIntended';
      readonly data: UnitRef & {
        readonly attempt: number;
        readonly id: string;
        readonly command: string;
        readonly scriptSha256: string | null;
        /** The host keeps a record of this attempt, so that its outcome can be learned again. */
        readonly tracked?: boolean;
      };
    }
  | {
      readonly type: 'attemptStarted';
      readonly data: UnitRef & {
        readonly attempt: number;
        readonly pid: number | null;
        readonly group: number | null;
      };
    }
  /** The link went while it was running; it may continue at the host, and is searched for. */
  | {
      readonly type: 'attemptUnobserved';
      readonly data: UnitRef & { readonly attempt: number; readonly reason: Reason };
    }
  /** It was found running at the host; its output continues where it was cut. */
  | {
      readonly type: 'attemptReattached';
      readonly data: UnitRef & {
        readonly attempt: number;
        readonly pid: number | null;
        readonly group: number | null;
      };
    }
  /** It has printed nothing for a while. Told once per silence; nothing is done about it. */
  | {
      readonly type: 'attemptQuiet';
      readonly data: UnitRef & {
        readonly attempt: number;
        readonly quietMs: number;
        readonly lastLine: string;
      };
    }
  | { readonly type: 'attemptFinished'; readonly data: AttemptFinished }
  /** What an attempt whose outcome was not observed came to, learnt afterwards. What a person says of it is an answer. */
  | {
      readonly type: 'unitSettled';
      readonly data: UnitRef & {
        readonly attempt: number;
        readonly as: SettledAs;
        readonly evidence: Exclude<SettlingEvidence, 'person'>;
        readonly reason: Reason;
      };
    }
  /** Somebody looked again and is no wiser. */
  | {
      readonly type: 'unitStillUnknown';
      readonly data: UnitRef & {
        readonly attempt: number;
        readonly evidence: Exclude<SettlingEvidence, 'person'>;
        readonly reason: Reason;
      };
    }
  /** Done from the printed runbook and recorded afterwards. */
  | {
      readonly type: 'unitRecorded';
      readonly data: UnitRef & {
        readonly outcome: 'ok' | 'failed';
        readonly by: string;
        /** When it was done, as the person says; ISO 8601. */
        readonly doneAt: string;
        readonly note: string | null;
      };
    }
  /** By a rule of the plan or of the run; a person skips a unit by an answer. */
  | { readonly type: 'unitSkipped'; readonly data: UnitRef & { readonly reason: Reason } }
  /** `by`: the person who excludes it; null where the step's rule does. */
  | {
      readonly type: 'hostExcluded';
      readonly data: { readonly host: HostName } & (
        | { readonly by: string; readonly note: string | null }
        | { readonly by: null; readonly reason: Reason }
      );
    }
  /** A person takes an excluded host in again: what it missed is done, what failed on it is tried again. */
  | {
      readonly type: 'hostIncluded';
      readonly data: { readonly host: HostName; readonly by: string; readonly note: string | null };
    }
  | { readonly type: 'questionAsked'; readonly data: { readonly id: string; readonly question: Question } }
  | {
      readonly type: 'questionAnswered';
      readonly data: AskedOfRun & { readonly id: string; readonly answer: Answer };
    }
  | { readonly type: 'stopRequested'; readonly data: AskedOfRun }
  /** Nothing new begins until a person continues; what is running continues. */
  | { readonly type: 'runPaused'; readonly data: AskedOfRun }
  | { readonly type: 'runContinued'; readonly data: AskedOfRun }
  /** A person has read what was found to be missing from the library, and looked at the hosts. Also after the end. */
  | {
      readonly type: 'lossAcknowledged';
      readonly data: {
        readonly by: string;
        readonly note: string;
        /** Event of the library's own log that tells of the newest loss that was read. */
        readonly upTo: number;
        readonly count: number;
      };
    }
  | { readonly type: 'noteAdded'; readonly data: { readonly by: string; readonly text: string } }
  /** Somebody found something wrong. Also after the end. */
  | { readonly type: 'defectLogged'; readonly data: DefectFacts }
  /** It is dealt with. Also after the end. */
  | { readonly type: 'defectClosed'; readonly data: DefectClosing }
  /** A person is done with the run. Only after its end. */
  | { readonly type: 'runClosed'; readonly data: ClosingFacts }
  /** Who was told what, and whether it arrived. Also after the end. */
  | MessageEvents
  /** The answers of this run's checks and probes are those that later runs are compared with. Also after the end. */
  | { readonly type: 'baselineSet'; readonly data: { readonly by: string; readonly note: string | null } }
  /** A person resumed the run: what was running when Holdpoint closed is searched for, and the run is paused. */
  | {
      readonly type: 'runResumed';
      readonly data: { readonly by: string; readonly inFlight: readonly UnitRef[] };
    }
  /** The program ended while the run was open; found at a later start. */
  | { readonly type: 'runInterrupted'; readonly data: { readonly inFlight: readonly UnitRef[] } }
  | {
      readonly type: 'runFinished';
      readonly data: {
        readonly outcome: RunOutcome;
        readonly reason: Reason | null;
        /** Hosts on which records of this run were left, with the reason. */
        readonly recordsLeft?: readonly { readonly host: HostName; readonly reason: Reason }[];
      };
    };

/** Where an event stands in the log of a run. */
export interface LogPlace {
  readonly run: RunId;
  readonly seq: number;
}

export type RunOutcome = 'succeeded' | 'failed' | 'stopped' | 'refused';

export interface AttemptFinished extends UnitRef {
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly exit: number | null;
  readonly signal: string | null;
  /** Why it is not ok, or what is to be said of it though it is; null where there is nothing to say. */
  readonly reason: Reason | null;
  readonly stdout: OutputDigest;
  readonly stderr: OutputDigest;
  readonly captured: Readonly<Record<string, string>>;
  /** Monotonic, not the difference of wall times. */
  readonly durationMs: number;
  /** The outcome was learnt from the host's record after the link or the program had gone. */
  readonly adopted?: boolean;
  /** Nothing came of it and nothing can any more: the unit waits for its turn again. Only of what was searched for after a crash. */
  readonly again?: boolean;
  /** Trying it again by itself would come to the same, or do harm: a refused password. Only a person tries it again. */
  readonly lasting?: boolean;
  /** The command ended and left processes of its own running. */
  readonly leftBehind?: boolean;
  /** Secrets whose value at the time nobody has any more: what was printed could not be masked, and was not kept. */
  readonly withheld?: readonly string[];
}

export type RunEventType = RunEventBody['type'];

/** An event as it stands in the library. `at` is ISO 8601 with milliseconds, UTC; order is by `seq` alone. */
export type RunEvent = RunEventBody & { readonly run: RunId; readonly seq: number; readonly at: string };

/** The events of these types. */
export type EventOf<Type extends RunEventType> = Extract<RunEvent, { type: Type }>;

/** An event with its links; hashes are 64 hex digits. `run` is null in the library's own chain. */
export interface ChainedEvent {
  readonly run: RunId | null;
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly data: unknown;
  readonly prev: string;
  readonly hash: string;
}
