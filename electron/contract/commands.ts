/**
 * Every command between screen and engine, once: name → input schema and output type.
 * The API of the window, the handler tables and the bridge are mapped types over this.
 */
import { z } from 'zod';
import type { BackedOut } from '#core/backout/backed-out.ts';
import type { Backout, BegunUndo } from '#core/backout/backout.ts';
import type { Concern } from '#core/backout/concerns.ts';
import type { Plan } from '#core/plan/model.ts';
import type { PlanOutline } from '#core/plan/outline.ts';
import type { Issue } from '#core/release/issue.ts';
import type { KnownPerson } from '#core/release/people.ts';
import type { RunComparison } from '#core/run/comparison.ts';
import {
  type ChainedEvent,
  REMEDIES,
  type RunEvent,
  type RunHeader,
  type RunId,
  type RunOutcome,
} from '#core/run/events.ts';
import type { Evidence, Finding, UnreadLoss } from '#core/run/evidence.ts';
import type { HostsProgress } from '#core/run/hosts-progress.ts';
import type { RunLine } from '#core/run/view.ts';
import type { AppFacts, AppParts } from './app-facts.ts';
import { importAs } from './import-as.ts';
import { formContents, formPlace, type KeptForm } from './kept-form.ts';

const id = z.string().min(1).max(200);
const person = z.string().min(1).max(200);
const note = z.string().max(4000).nullable();
const planName = z.enum(['infrastructure', 'deployment', 'verification', 'backout']);
const runId = id.transform((text) => text as RunId);
const secretSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('env'), variable: z.string().min(1).max(200) }),
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1).max(4096) }),
]);
const credential = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent'), fingerprint: z.string().max(200).nullable() }),
  z.strictObject({
    kind: z.literal('key'),
    path: z.string().min(1).max(4096),
    passphrase: secretSource.nullable(),
  }),
  z.strictObject({ kind: z.literal('password'), source: secretSource }),
]);
const answer = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('unit'), remedy: z.enum(REMEDIES) }),
  z.strictObject({ to: z.literal('manual'), done: z.boolean(), items: z.array(z.string()) }),
  z.strictObject({ to: z.literal('notify'), done: z.boolean(), items: z.array(z.string()) }),
  z.strictObject({ to: z.literal('hold'), release: z.boolean() }),
  z.strictObject({ to: z.literal('batch'), goOn: z.boolean() }),
  z.strictObject({ to: z.literal('verdict'), verdict: z.enum(['success', 'back-out', 'leave']) }),
]);
const outputRef = {
  run: runId,
  step: id,
  host: id.nullable(),
  attempt: z.int().min(1),
  stream: z.enum(['stdout', 'stderr']),
};
/** The run whose unfinished hosts alone are taken; null: it stands on its own. */
const failedOf = runId.nullable().default(null);
const runChoice = {
  release: id,
  environment: id,
  plan: planName,
  /** May name each of several hundred hosts. */
  limit: z.string().max(100_000).nullable(),
  vars: z.record(z.string(), z.string()),
  failedOf,
};
/** Where others hold hosts, preflight looks again until they are free or a person ends the wait. */
const waitForHosts = z.boolean().default(false);
const struck = z.array(z.strictObject({ unit: z.string(), reason: z.string().min(1) }));

export type SecretSource = z.output<typeof secretSource>;
export type CredentialReference = z.output<typeof credential>;

export interface ReleaseSummary {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Revision of the current text when it is valid. */
  readonly revision: string | null;
  readonly errors: number;
  readonly environments: readonly string[];
  /** Who may act in its runs; empty where anybody may. */
  readonly people: readonly KnownPerson[];
  readonly savedAt: string;
  /** The newest that is no backout; what was backed out says so itself. */
  readonly lastRun: RunSummary | null;
}

export type RunSummary = RunLine;

/** An open run that no program carries out. */
export interface InterruptedRun {
  readonly summary: RunSummary;
  /** Who may act in it; empty where anybody may. */
  readonly people: readonly KnownPerson[];
  /** Units that were running where its log ends. */
  readonly leftRunning: number;
  /** When the newest of its events or its output was recorded. */
  readonly lastAt: string;
  /** Something of it may be missing, which a person has to read first. */
  readonly hasUnreadLosses: boolean;
}

export interface ReleaseText {
  readonly id: string;
  readonly text: string;
  /** Folder that package files are relative to; null for a release made in the app and never saved to disk. */
  readonly folder: string | null;
  /** Counts saves; a save names the one it was made from. */
  readonly saved: number;
}

export type ImportReply =
  | {
      readonly kind: 'imported';
      readonly id: string;
      readonly version: string;
      readonly issues: readonly Issue[];
      readonly replaced: boolean;
    }
  /** The library has the release with another text; nothing was written. */
  | {
      readonly kind: 'exists';
      readonly id: string;
      readonly name: string;
      readonly version: string;
      readonly here: { readonly version: string; readonly savedAt: string };
      readonly freeId: string;
    };

export interface PlanAnswer {
  readonly plan: PlanOutline | null;
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly step: string | null;
    readonly host: string | null;
  }[];
}

/** What a run needs beyond its plan, named so that the person can supply it before the start. */
export interface RunNeeds {
  readonly credentials: readonly {
    readonly name: string;
    readonly reference: CredentialReference | null;
    readonly hosts: readonly string[];
  }[];
  readonly secrets: readonly { readonly name: string; readonly source: SecretSource | null }[];
}

export interface UntrustedHost {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly keyType: string;
  /** `SHA256:…`. */
  readonly presented: string;
  readonly publicKey: string;
  readonly expected: readonly string[];
  /** `changed` and `revoked` can never be accepted from the app. */
  readonly standing: 'unknown' | 'changed' | 'revoked';
}

export interface RunDetail {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly events: readonly RunEvent[];
  /** Is a program carrying it out right now. */
  readonly carriedOut: boolean;
  /** Hash of the last of the events. */
  readonly head: string;
  /** Whether these events, this plan and the release's text are those that were recorded. */
  readonly evidence: Evidence;
  /** What a person has to read before the run is resumed or backed out. */
  readonly unread: readonly UnreadLoss[];
  /** How far it has come with its hosts; null where they are neither looked at nor left. */
  readonly progress: HostsProgress | null;
  /** When output of a unit was last stored before the run was last taken up; ISO 8601. */
  readonly heard: readonly { readonly step: string; readonly host: string | null; readonly at: string }[];
}

/** Facts that follow one another in a run's log. */
export interface NewEvents {
  readonly events: readonly RunEvent[];
  /** Hash of the last of them, 64 hex digits; null where there is none or it could not be read. */
  readonly head: string | null;
}

/** What a backout would do, and what has to be acknowledged before it starts. */
export interface ShownBackout {
  readonly backout: Backout;
  readonly concerns: readonly Concern[];
  /** Names exactly this list. */
  readonly list: string;
  /** Backouts of the deployment that are not at their end: they come first. */
  readonly open: readonly RunId[];
}

/** What the library knows for the backout of a run, besides the run itself. */
export interface BackoutFacts {
  /** By step, the longest that a unit of it took in earlier backouts of the same release, in ms. */
  readonly history: Readonly<Record<string, number>>;
  /** Unit keys that backouts of the deployment have undone since. */
  readonly undone: readonly string[];
  /** By unit key, undos that were begun since and not seen to succeed. */
  readonly begun: Readonly<Record<string, BegunUndo>>;
  readonly backedOut: BackedOut | null;
}

export interface OutputSlice {
  /** Base64 of the stored bytes from `from`. */
  readonly bytes: string;
  readonly from: number;
  /** Bytes stored so far. */
  readonly total: number;
}

export interface PracticeState {
  readonly running: boolean;
  readonly hosts: readonly { readonly name: string; readonly address: string; readonly port: number }[];
  readonly folder: string | null;
}

const command = <I extends z.ZodType>(input: I) => ({
  input,
  /** Names the output type; carries nothing at run time. */
  gives: <O>() => ({ input, output: undefined as O | undefined }),
});
const nothing = z.strictObject({});

/** Carried out in the engine process. */
export const ENGINE_COMMANDS = {
  'release.list': command(nothing).gives<readonly ReleaseSummary[]>(),
  'release.create': command(
    z.strictObject({ id, name: z.string().min(1).max(200), version: z.string().min(1).max(100) }),
  ).gives<ReleaseText>(),
  /** The path comes from the main process (dialog or drop), never from the page. */
  'release.importFile': command(
    z.strictObject({ path: z.string(), as: importAs.default({ kind: 'ask' }) }),
  ).gives<ImportReply>(),
  'release.open': command(z.strictObject({ release: id })).gives<ReleaseText>(),
  /** `conflict` when `saved` is not the newest. */
  'release.save': command(
    z.strictObject({ release: id, text: z.string().max(8 * 1024 * 1024), saved: z.int() }),
  ).gives<{ readonly saved: number }>(),
  'release.delete': command(z.strictObject({ release: id })).gives<null>(),
  'release.plan': command(z.strictObject(runChoice)).gives<PlanAnswer>(),
  'release.sample': command(nothing).gives<{ readonly id: string }>(),
  'run.needs': command(z.strictObject(runChoice)).gives<RunNeeds>(),
  'run.start': command(
    z.strictObject({
      ...runChoice,
      mode: z.enum(['live', 'rehearsal', 'check']),
      operator: person,
      force: z.boolean(),
      /** Take hosts that another workstation holds. */
      takeOver: z.boolean().default(false),
      waitForHosts,
    }),
  ).gives<{ readonly run: RunId }>(),
  /** Takes up a run that waits for a person or whose engine ended. */
  'run.resume': command(
    z.strictObject({ run: runId, by: person, takeOver: z.boolean().default(false), waitForHosts }),
  ).gives<null>(),
  /** A person has read what is missing, up to the loss that is told of by event `upTo` of the library's log. */
  'run.acknowledgeLosses': command(
    z.strictObject({
      run: runId,
      by: person,
      note: z.string().trim().min(1).max(4000),
      upTo: z.int().min(1),
    }),
  ).gives<null>(),
  'run.list': command(z.strictObject({ release: id.nullable() })).gives<readonly RunSummary[]>(),
  /** Newest first. */
  'run.interrupted': command(nothing).gives<readonly InterruptedRun[]>(),
  'run.open': command(z.strictObject({ run: runId })).gives<RunDetail>(),
  'run.backoutFacts': command(z.strictObject({ run: runId })).gives<BackoutFacts>(),
  'run.eventsAfter': command(z.strictObject({ run: runId, seq: z.int().min(0) })).gives<NewEvents>(),
  'run.chain': command(z.strictObject({ run: runId })).gives<readonly ChainedEvent[]>(),
  'run.answer': command(z.strictObject({ run: runId, question: id, answer, by: person, note })).gives<null>(),
  /** `ended`: how the run had ended before it could be stopped; null: the stop was taken. */
  'run.stop': command(z.strictObject({ run: runId, by: person, note })).gives<{
    readonly ended: RunOutcome | null;
  }>(),
  /** Waits no longer for hosts that others hold. */
  'run.endWait': command(z.strictObject({ run: runId })).gives<null>(),
  /** Nothing new begins until it is continued. */
  'run.pause': command(z.strictObject({ run: runId, by: person, note })).gives<null>(),
  'run.continue': command(z.strictObject({ run: runId, by: person, note })).gives<null>(),
  'run.exclude': command(z.strictObject({ run: runId, host: id, by: person, note })).gives<null>(),
  /** Takes an excluded host in again. */
  'run.return': command(z.strictObject({ run: runId, host: id, by: person, note })).gives<null>(),
  /** A step done from paper is recorded. */
  'run.enter': command(
    z.strictObject({
      run: runId,
      step: id,
      host: id.nullable(),
      outcome: z.enum(['ok', 'failed']),
      by: person,
      doneAt: z.iso.datetime({ offset: true }),
      note,
    }),
  ).gives<null>(),
  'run.note': command(
    z.strictObject({ run: runId, by: person, text: z.string().min(1).max(4000) }),
  ).gives<null>(),
  /** `run` is the one that `other` is compared with; `answers`: only those of checks and probes. */
  'run.compare': command(
    z.strictObject({
      run: runId,
      other: runId,
      what: z.enum(['everything', 'baseline']).default('everything'),
    }),
  ).gives<RunComparison>(),
  /** Its answers are the right ones: later checks are compared with them. */
  'run.setBaseline': command(z.strictObject({ run: runId, by: person, note })).gives<null>(),
  'output.read': command(
    z.strictObject({
      ...outputRef,
      from: z.int().min(0),
      limit: z
        .int()
        .min(1)
        .max(1024 * 1024),
    }),
  ).gives<OutputSlice>(),
  /** Whether what is stored of an attempt that has ended is what its run's log says of it. */
  'output.check': command(
    z.strictObject({ run: runId, step: id, host: id.nullable(), attempt: z.int().min(1) }),
  ).gives<{
    /** In words; null: it is, or the attempt has not ended. */
    readonly unsound: string | null;
  }>(),
  'output.search': command(z.strictObject({ ...outputRef, text: z.string().min(1).max(500) })).gives<
    readonly { readonly offset: number; readonly line: number }[]
  >(),
  'backout.compute': command(
    z.strictObject({ run: runId, limit: z.string().max(1000).nullable(), struck }),
  ).gives<ShownBackout>(),
  'backout.start': command(
    z.strictObject({
      run: runId,
      limit: z.string().max(1000).nullable(),
      struck,
      /** The list that was seen, and the keys of the concerns that were acknowledged. */
      list: z.string().max(200),
      acknowledged: z.array(z.string().max(1000)).max(10_000),
      operator: person,
      waitForHosts,
    }),
  ).gives<{ readonly run: RunId }>(),
  'evidence.verify': command(z.strictObject({ run: runId.nullable() })).gives<{
    readonly ok: boolean;
    readonly runs: number;
    readonly events: number;
    readonly findings: readonly Finding[];
  }>(),
  /** Self-contained HTML of a document, for printing by the main process. */
  'document.render': command(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('report'), run: runId }),
      z.strictObject({ kind: z.literal('runbook'), release: id, environment: id }),
    ]),
  ).gives<{ readonly title: string; readonly html: string; readonly sha256: string }>(),
  'hosts.untrusted': command(
    z.strictObject({ release: id, environment: id, limit: z.string().nullable(), failedOf }),
  ).gives<readonly UntrustedHost[]>(),
  'hosts.accept': command(
    z.strictObject({
      address: z.string().min(1),
      port: z.int(),
      publicKey: z.string().min(1).max(8192),
      fingerprint: z.string().min(1),
      by: person,
    }),
  ).gives<null>(),
  'hosts.accepted':
    command(nothing).gives<
      readonly {
        readonly address: string;
        readonly port: number;
        readonly keyType: string;
        readonly fingerprint: string;
        readonly by: string;
        readonly at: string;
      }[]
    >(),
  'hosts.forget': command(
    z.strictObject({ address: z.string(), port: z.int(), fingerprint: z.string() }),
  ).gives<null>(),
  'credentials.list':
    command(nothing).gives<readonly { readonly name: string; readonly reference: CredentialReference }[]>(),
  'credentials.set': command(z.strictObject({ name: id, reference: credential.nullable() })).gives<null>(),
  'secrets.list':
    command(nothing).gives<readonly { readonly name: string; readonly source: SecretSource }[]>(),
  'secrets.set': command(z.strictObject({ name: id, source: secretSource.nullable() })).gives<null>(),
  'practice.start': command(nothing).gives<PracticeState>(),
  'practice.stop': command(nothing).gives<PracticeState>(),
  'practice.state': command(nothing).gives<PracticeState>(),
  'settings.read': command(nothing).gives<Settings>(),
  'settings.write': command(
    z.strictObject({
      operator: z.string().max(200),
      theme: z.enum(['light', 'dark', 'auto']),
      knownHosts: z.array(z.string().max(4096)),
      connectTimeoutSeconds: z.int().min(1).max(600).nullable(),
    }),
  ).gives<Settings>(),
  'app.facts': command(nothing).gives<AppFacts>(),
  'app.parts': command(nothing).gives<AppParts>(),
} as const;

export interface Settings {
  readonly operator: string;
  readonly theme: 'light' | 'dark' | 'auto';
  /** Paths of known_hosts files that are read besides the accepted keys. */
  readonly knownHosts: readonly string[];
  /** How long each part of connecting to a host may take; null: as long as is usual for each. */
  readonly connectTimeoutSeconds: number | null;
}

const paper = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('report'), run: id }),
  z.strictObject({ kind: z.literal('runbook'), release: id, environment: id }),
]);

/** Carried out in the main process: what needs the desktop. */
export const DESKTOP_COMMANDS = {
  /** Opens a file dialog; null when the person closes it. */
  'desktop.importRelease': command(nothing).gives<ImportReply | null>(),
  /** A file dropped on the window; the preload turns it into its path. */
  'desktop.importDropped': command(
    z.strictObject({ path: z.string().min(1).max(4096) }),
  ).gives<ImportReply>(),
  /** Takes the file that an import found to be a release of the library, as the person says. */
  'desktop.finishImport': command(z.strictObject({ as: importAs })).gives<ImportReply>(),
  /** Saves the release's text where the person says. */
  'desktop.exportRelease': command(z.strictObject({ release: id })).gives<{ readonly path: string } | null>(),
  /** Prints a document to a PDF file where the person says. */
  'desktop.savePdf': command(paper).gives<{ readonly path: string } | null>(),
  /** Opens the system's print dialog with the document. */
  'desktop.print': command(paper).gives<{ readonly printed: boolean }>(),
  'desktop.chooseFile': command(z.strictObject({ purpose: z.enum(['key', 'known-hosts', 'secret']) })).gives<{
    readonly path: string;
  } | null>(),
  /** What the page says to a window that is about to close; `asking` while a person is asked. */
  'desktop.leave': command(z.strictObject({ word: z.enum(['asking', 'go', 'stay']) })).gives<null>(),
  /** Keeps what stands in a form, in place of what was kept of the same form before. */
  'desktop.keepTyped': command(formContents).gives<null>(),
  'desktop.forgetTyped': command(z.strictObject({ place: formPlace })).gives<null>(),
  'desktop.typed': command(nothing).gives<readonly KeptForm[]>(),
  'desktop.copy': command(z.strictObject({ text: z.string().max(1024 * 1024) })).gives<null>(),
} as const;

export const COMMANDS = { ...ENGINE_COMMANDS, ...DESKTOP_COMMANDS };

export type EngineCommandName = keyof typeof ENGINE_COMMANDS;
export type DesktopCommandName = keyof typeof DESKTOP_COMMANDS;
export type CommandName = keyof typeof COMMANDS;
/** What a caller passes. */
export type Input<C extends CommandName> = z.input<(typeof COMMANDS)[C]['input']>;
/** What a handler receives. */
export type Parsed<C extends CommandName> = z.output<(typeof COMMANDS)[C]['input']>;
export type Output<C extends CommandName> =
  | NonNullable<(typeof COMMANDS)[C]['output']>
  | Extract<(typeof COMMANDS)[C]['output'], null>;

/** A table with one handler for each named command; a missing one does not compile. */
export type Handlers<C extends CommandName> = {
  readonly [K in C]: (input: Parsed<K>) => Promise<Output<K>> | Output<K>;
};
