/** Whatever reads a text of a person: linting, planning, editing. A program with runs under way has another thread do it. */
import { type PlanResult, planRelease } from '#core/plan/plan-release.ts';
import { editRelease } from '#core/release/edit-release.ts';
import type { Issue } from '#core/release/issue.ts';
import type { Revision } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import type { KnownPerson } from '#core/release/people.ts';
import { revisionOf } from '#core/release/revision.ts';
import type { Result, Sha256 } from '#engine/ports.ts';
import { type InvalidRelease, type LoadedRelease, loadRelease, type PlanChoice } from './loaded-release.ts';

/** What a text is, without its whole model. */
export interface ReleaseLook {
  /** Null where the text is no release at all. */
  readonly release: {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly environments: readonly string[];
    readonly people: readonly KnownPerson[];
  } | null;
  readonly issues: readonly Issue[];
  /** Null while the text has errors. */
  readonly revision: Revision | null;
}

/** What can be asked of a reader, with what comes back. */
export interface Readings {
  look(text: string): ReleaseLook;
  load(text: string): Result<LoadedRelease, InvalidRelease>;
  plan(text: string, choice: PlanChoice, scripts: Readonly<Record<string, string>>): PlanResult;
  /** The text with another id. */
  rename(text: string, id: string): ReturnType<typeof editRelease>;
}

export type ReleaseReader = {
  [K in keyof Readings]: (...asked: Parameters<Readings[K]>) => Promise<ReturnType<Readings[K]>>;
};

/** The last text that was loaded is most often the next one that is planned. */
export function createReadings(sha256: Sha256): Readings {
  let last: { readonly text: string; readonly loaded: Result<LoadedRelease, InvalidRelease> } | null = null;
  const load = (text: string): Result<LoadedRelease, InvalidRelease> => {
    if (last?.text !== text) last = { text, loaded: loadRelease(text, sha256) };
    return last.loaded;
  };
  return {
    look: (text) => look(text, sha256),
    load,
    plan(text, choice, scripts) {
      const loaded = load(text);
      if (!loaded.ok) throw new Error(loaded.error.message);
      const { release, revision } = loaded.value;
      return planRelease({ release, revision, files: scripts, ...choice });
    },
    rename: (text, id) => editRelease(text, [{ op: 'set', path: ['release', 'id'], value: id }]),
  };
}

/** Reads at once, on the caller's thread. */
export function createReader(sha256: Sha256): ReleaseReader {
  const readings = createReadings(sha256);
  return {
    look: async (text) => readings.look(text),
    load: async (text) => readings.load(text),
    plan: async (...asked) => readings.plan(...asked),
    rename: async (...asked) => readings.rename(...asked),
  };
}

function look(text: string, sha256: Sha256): ReleaseLook {
  const { release, data, issues } = parseRelease(text);
  const hasErrors = issues.some(({ severity }) => severity === 'error');
  const environments = release?.environments.map(({ name }) => name) ?? [];
  return {
    release: release && { ...pick(release.info), environments, people: release.info.people },
    issues,
    revision: data && !hasErrors ? revisionOf(data, sha256) : null,
  };
}

function pick({ id, name, version }: { id: string; name: string; version: string }) {
  return { id, name, version };
}
