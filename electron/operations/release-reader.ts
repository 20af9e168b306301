/** Whatever reads a text of a person: linting, planning, editing. A program with runs running has another thread do it. */

import type { PracticeHost } from '#adapters/practice/practice-hosts.ts';
import { practiceRelease, withFreshWindow } from '#adapters/practice/practice-release.ts';
import { canonicalJson } from '#core/canonical-json.ts';
import { documentRelease } from '#core/document-import/document-release.ts';
import type { GivenDocument } from '#core/document-import/model.ts';
import { readDocument } from '#core/document-import/read-document.ts';
import { judgeGate } from '#core/gate/judge-gate.ts';
import type { Gate, GateFacts, GateSubject } from '#core/gate/model.ts';
import { outlinePlan, type PlanOutline } from '#core/plan/outline.ts';
import { type PlanResult, planRelease } from '#core/plan/plan-release.ts';
import type { PlanProblem } from '#core/plan/problem.ts';
import { scriptFiles } from '#core/plan/script-files.ts';
import { type Change, changesBetween } from '#core/release/changes.ts';
import { editRelease } from '#core/release/edit-release.ts';
import { fewIssues, formatMore } from '#core/release/few-issues.ts';
import type { Issue } from '#core/release/issue.ts';
import type { Host, PlanName, ReleaseInfo, Revision } from '#core/release/model.ts';
import type { NewRelease } from '#core/release/new-release.ts';
import { type CarriedOver, carriedOver, nextReleaseText } from '#core/release/next-release.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import type { NamedPerson } from '#core/release/people.ts';
import { revisionOf } from '#core/release/revision.ts';
import { secretNames } from '#engine/known-secrets.ts';
import type { Result, Sha256 } from '#engine/ports.ts';
import { type GateNeeds, gateNeeds } from './gate.ts';
import { type InvalidRelease, type LoadedRelease, loadRelease, type PlanChoice } from './loaded-release.ts';

/** What a text is, without its whole model. */
export interface ReleaseLook {
  /** Null where the text is no release at all. */
  readonly release: {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly environments: readonly string[];
    readonly people: readonly NamedPerson[];
  } | null;
  readonly issues: readonly Issue[];
  /** Null while the text has errors. */
  readonly revision: Revision | null;
}

/** A plan as it is shown, without what each of its units holds. */
export interface OutlineAnswer {
  readonly plan: PlanOutline | null;
  readonly problems: readonly PlanProblem[];
}

/** What has to be at hand before a plan can run. */
export interface PlanNeeds {
  readonly hosts: readonly Host[];
  /** Names of secrets. */
  readonly secrets: readonly string[];
}

/** What a release holds, by name. */
export interface ReleaseContents {
  readonly hosts: readonly { readonly environment: string; readonly name: string }[];
  readonly steps: readonly { readonly plan: PlanName; readonly id: string; readonly title: string }[];
}

type Scripts = Readonly<Record<string, string>>;

/** `scripts` null: they cannot be read, and there is no plan. */
interface GateGiven {
  readonly scripts: Scripts | null;
  readonly facts: GateFacts;
}

/** What can be asked of a reader, with what comes back. */
export interface Readings {
  look(text: string): ReleaseLook;
  load(text: string): Result<LoadedRelease, InvalidRelease>;
  /** What its revision is the hash of: the canonical JSON of what it says; null where it cannot be read as YAML. */
  canonical(text: string): string | null;
  /** What the text says of the release itself. */
  info(text: string): ReleaseInfo | null;
  /** What a person may look for by name; null where the text is no release. */
  contents(text: string): ReleaseContents | null;
  /** The script files that a plan needs. */
  scripts(text: string, plan: PlanName): Result<readonly string[], InvalidRelease>;
  plan(text: string, choice: PlanChoice, scripts: Scripts): PlanResult;
  outline(text: string, choice: PlanChoice, scripts: Scripts): OutlineAnswer;
  /** What facts are gathered for before it is judged. */
  gateNeeds(text: string): Result<GateNeeds, InvalidRelease>;
  /** What holds a run of it back. */
  gate(text: string, choice: PlanChoice & Pick<GateSubject, 'mode'>, given: GateGiven): Gate;
  /** Null where the plan cannot be made. */
  needs(text: string, choice: PlanChoice, scripts: Scripts): PlanNeeds | null;
  /** The text with another id. */
  rename(text: string, id: string): ReturnType<typeof editRelease>;
  /** The text with practice hosts in it; null where it cannot be read as YAML. */
  adapt(text: string, hosts: readonly PracticeHost[]): string | null;
  /** In what two texts differ; null where one of them cannot be read as YAML. */
  changes(older: string, newer: string): readonly Change[] | null;
  /** The text of a release that says what a runbook or a script says. */
  document(release: NewRelease, document: GivenDocument): string;
  /** The text of the next release, made from that of an earlier one. */
  next(text: string, release: NewRelease): ReturnType<typeof nextReleaseText>;
  /** What speaks of one release only, and is in the newer text as it is in the earlier; null where one of them cannot be read as YAML. */
  carried(earlier: string, newer: string): readonly CarriedOver[] | null;
  /** The text with its window moved to begin then. */
  freshen(text: string, startsAt: Date): string;
}

export type ReleaseReader = {
  [K in keyof Readings]: (...asked: Parameters<Readings[K]>) => Promise<ReturnType<Readings[K]>>;
};

/** The last text that was loaded is most often the next one that is planned. */
export function createReadings(sha256: Sha256): Readings {
  let last: { readonly text: string; readonly loaded: Result<LoadedRelease, InvalidRelease> } | null = null;
  const load = (text: string): Result<LoadedRelease, InvalidRelease> => {
    if (last?.text !== text) last = { text, loaded: withFewIssues(loadRelease(text, sha256)) };
    return last.loaded;
  };
  const loadedOf = (text: string): LoadedRelease => {
    const loaded = load(text);
    if (!loaded.ok) throw new Error(loaded.error.message);
    return loaded.value;
  };
  const plan: Readings['plan'] = (text, choice, scripts) => {
    const { release, revision } = loadedOf(text);
    return planRelease({ release, revision, files: scripts, ...choice });
  };
  return {
    look: (text) => look(text, sha256),
    document: (release, { file, text, on }) => documentRelease(release, readDocument(text, file), on),
    next: nextReleaseText,
    carried(earlier, newer) {
      const [from, to] = [parseRelease(earlier).data, parseRelease(newer).data];
      return from && to && carriedOver(from, to);
    },
    changes(older, newer) {
      const [from, to] = [parseRelease(older).data, parseRelease(newer).data];
      return from && to && changesBetween(from, to);
    },
    load,
    canonical(text) {
      const { data } = parseRelease(text);
      return data && canonicalJson(data);
    },
    info: (text) => parseRelease(text).release?.info ?? null,
    contents: (text) => contentsOf(text),
    scripts(text, of) {
      const loaded = load(text);
      return loaded.ok ? { ok: true, value: scriptFiles(loaded.value.release, of) } : loaded;
    },
    plan,
    outline(text, choice, scripts) {
      const planned = plan(text, choice, scripts);
      return planned.plan ? { plan: outlinePlan(planned.plan), problems: [] } : planned;
    },
    gateNeeds(text) {
      const loaded = load(text);
      return loaded.ok ? { ok: true, value: gateNeeds(loaded.value.release) } : loaded;
    },
    gate(text, choice, { scripts, facts }) {
      const { release, revision } = loadedOf(text);
      const made = scripts === null ? null : plan(text, choice, scripts).plan;
      return judgeGate({ release, revision, plan: made, subject: choice }, facts);
    },
    needs(...asked) {
      const planned = plan(...asked);
      return planned.plan && { hosts: planned.plan.hosts, secrets: secretNames(planned.plan) };
    },
    rename: (text, id) => editRelease(text, [{ kind: 'set', path: ['release', 'id'], value: id }]),
    adapt: practiceRelease,
    freshen: withFreshWindow,
  };
}

/** Reads at once, on the caller's thread. */
export function createReader(sha256: Sha256): ReleaseReader {
  const readings = createReadings(sha256);
  return {
    look: async (text) => readings.look(text),
    load: async (text) => readings.load(text),
    canonical: async (text) => readings.canonical(text),
    info: async (text) => readings.info(text),
    contents: async (text) => readings.contents(text),
    scripts: async (...asked) => readings.scripts(...asked),
    plan: async (...asked) => readings.plan(...asked),
    outline: async (...asked) => readings.outline(...asked),
    gateNeeds: async (text) => readings.gateNeeds(text),
    gate: async (...asked) => readings.gate(...asked),
    needs: async (...asked) => readings.needs(...asked),
    rename: async (...asked) => readings.rename(...asked),
    adapt: async (...asked) => readings.adapt(...asked),
    changes: async (...asked) => readings.changes(...asked),
    document: async (...asked) => readings.document(...asked),
    next: async (...asked) => readings.next(...asked),
    carried: async (...asked) => readings.carried(...asked),
    freshen: async (...asked) => readings.freshen(...asked),
  };
}

function look(text: string, sha256: Sha256): ReleaseLook {
  const { release, data, issues } = parseRelease(text);
  const hasErrors = issues.some(({ severity }) => severity === 'error');
  const environments = release?.environments.map(({ name }) => name) ?? [];
  return {
    release: release && { ...pick(release.info), environments, people: release.info.people },
    issues: few(issues),
    revision: data && !hasErrors ? revisionOf(data, sha256) : null,
  };
}

/** What is read on another thread has to be taken over by that of the runs. */
const MOST_ISSUES = 1000;

function few(issues: readonly Issue[]): readonly Issue[] {
  const { shown, more } = fewIssues(issues, MOST_ISSUES);
  const last = shown.at(-1);
  if (more.issues === 0 || last === undefined) return shown;
  const severity = more.errors > 0 ? 'error' : 'warning';
  return [...shown, { ...last, severity, code: 'more-problems', message: formatMore(more) }];
}

function withFewIssues(loaded: Result<LoadedRelease, InvalidRelease>): typeof loaded {
  return loaded.ok
    ? { ok: true, value: { ...loaded.value, issues: few(loaded.value.issues) } }
    : { ok: false, error: { ...loaded.error, issues: few(loaded.error.issues) } };
}

const LISTED = ['infrastructure', 'deployment', 'verification'] as const;

function contentsOf(text: string): ReleaseContents | null {
  const { release } = parseRelease(text);
  if (!release) return null;
  return {
    hosts: release.environments.flatMap(({ name: environment, hosts }) =>
      hosts.map(({ name }) => ({ environment, name })),
    ),
    steps: LISTED.flatMap((plan) =>
      release[plan].flatMap(({ steps }) => steps.map(({ id, title }) => ({ plan, id, title }))),
    ),
  };
}

function pick({ id, name, version }: { id: string; name: string; version: string }) {
  return { id, name, version };
}
