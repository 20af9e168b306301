/** Gathers the facts that a release is judged by before it goes, and refuses a run that a rule holds back. */
import type { Library } from '#adapters/sqlite/library.ts';
import { confirmationOf, isConfirmed } from '#core/gate/confirmation.ts';
import { judgeGate, overridable, stopping, withOverrides } from '#core/gate/judge-gate.ts';
import type {
  CheckFinding,
  ComponentFinding,
  Gate,
  GateFacts,
  GateSubject,
  Override,
  Precedent,
} from '#core/gate/model.ts';
import type { Plan } from '#core/plan/model.ts';
import type { Component, Release, StepId } from '#core/release/model.ts';
import { isUnlisted, signatureOf } from '#core/release/people.ts';
import { isProduction } from '#core/release/production.ts';
import type { UnitStateName } from '#core/run/state.ts';
import { foldRun } from '#core/run/transition.ts';
import { describeClosed, describeNoRule } from '#core/words/release/describe-gate.ts';
import { describeUnlisted } from '#core/words/run/describe-refusal.ts';
import type { Failure, Files, Result } from '#engine/ports.ts';
import type { LoadedRelease } from './loaded-release.ts';
import { refuse } from './refuse.ts';
import { undoHistory } from './undo-history.ts';

export interface GateWorld {
  /** Null where there is none: then nothing was rehearsed or approved. */
  readonly library: Library | null;
  readonly files: Files;
  /** ms since 1970. */
  readonly now: number;
}

/** What of a release facts are gathered for. */
export interface GateNeeds {
  readonly id: string;
  readonly version: string;
  readonly components: readonly Component[];
  readonly hasWindow: boolean;
  /** Steps that validate requirements. */
  readonly checks: readonly string[];
}

export function gateNeeds({ info, components, requirements }: Release): GateNeeds {
  const { id, version, window } = info;
  const checks = [...new Set(requirements.flatMap((each) => each.checks))];
  return { id, version, components, hasWindow: window !== null, checks };
}

export async function gatherFacts(
  needs: GateNeeds,
  environment: string,
  { library, files, now }: GateWorld,
): Promise<GateFacts> {
  const { id, components, hasWindow } = needs;
  const times = library !== null && hasWindow ? undoHistory(library, id) : new Map<string, number>();
  return {
    now,
    precedents: library === null ? [] : precedentsOf(library, id),
    approvals: library?.approvals(id) ?? [],
    components: await verifyComponents(components, files),
    checks: library === null ? [] : checksOf(library, needs, environment),
    undoTimes: Object.fromEntries(times),
  };
}

/** The gate of what is about to begin. */
export async function openGate(
  { release, revision }: LoadedRelease,
  { plan, subject }: { readonly plan: Plan | null; readonly subject: GateSubject },
  world: GateWorld,
): Promise<Gate> {
  return judgeGate(
    { release, revision, plan, subject },
    await gatherFacts(gateNeeds(release), subject.environment, world),
  );
}

/** Without runs that left out the beginning: of that they say nothing. */
function precedentsOf(library: Library, release: string): readonly Precedent[] {
  return library
    .listRuns({ release })
    .flatMap(({ run, revision, plan, environment, mode, outcome, finishedAt }) =>
      outcome === 'succeeded' && finishedAt !== null && !library.runHeader(run)?.from
        ? [{ run, revision, plan, environment, mode, at: finishedAt }]
        : [],
    );
}

/** Older ones say little, and cost time to read. */
const MOST_READ = 20;

/** What became of steps when they ran last there, in whichever mode; a run whose log does not verify says nothing. */
function checksOf(
  library: Library,
  { id, version, checks }: GateNeeds,
  environment: string,
): readonly CheckFinding[] {
  const found = new Map<string, CheckFinding>();
  const runs = library
    .listRuns({ release: id })
    .filter(
      (each) =>
        each.plan === 'infrastructure' &&
        each.version === version &&
        each.environment === environment &&
        each.finishedAt !== null,
    );
  for (const { run } of runs.slice(0, MOST_READ)) {
    const open = checks.filter((step) => !found.has(step));
    if (open.length === 0) break;
    const read = library.readRun(run);
    if (!read?.evidence.ok) continue;
    const { units } = foldRun(read.plan, read.events);
    for (const step of open) {
      const done = [...(units.get(step as StepId)?.values() ?? [])].filter(({ state }) => !IDLE.has(state));
      if (done.length > 0)
        found.set(step, { step, seen: { run, ok: done.every(({ state }) => state === 'ok') } });
    }
  }
  return [...found.values()];
}

/** Nothing of these says how it is on the host. */
const IDLE: ReadonlySet<UnitStateName> = new Set<UnitStateName>(['waiting', 'skipped']);

/** One after the other: they may be large, and lie on one disk. */
async function verifyComponents(
  components: readonly Component[],
  files: Files,
): Promise<readonly ComponentFinding[]> {
  const found: ComponentFinding[] = [];
  for (const component of components) found.push(await verifyComponent(component, files));
  return found;
}

async function verifyComponent({ id, file, sha256 }: Component, files: Files): Promise<ComponentFinding> {
  if (file === null || sha256 === null) return { kind: 'no-hash', id };
  const facts = await files.stat(file);
  if (!facts.ok) return { kind: 'unread', id, file, why: facts.error.message };
  return facts.value.sha256 === sha256
    ? { kind: 'verified', id }
    : { kind: 'differs', id, file, sha256: facts.value.sha256 };
}

/** What a person says about the gate of a run. */
export interface GateWish {
  /** By the key of the rule. */
  readonly overrides?: ReadonlyMap<string, Override>;
  /** What was typed to confirm a live run on production; missing: nobody could be asked. */
  readonly confirmation?: string;
}

/** The gate with what is overridden, or why the run is not begun; null where a run has none: only a live one on production has. */
export async function passGate(
  loaded: LoadedRelease,
  { plan, subject, overrides = new Map(), confirmation }: GateWish & Parameters<typeof openGate>[1],
  world: GateWorld,
): Promise<Result<Gate | null, Failure>> {
  const { release, revision } = loaded;
  const environment = release.environments.find(({ name }) => name === subject.environment);
  if (subject.mode !== 'live' || !isProduction(environment?.kind)) return { ok: true, value: null };
  const gate = await openGate(loaded, { plan, subject }, world);
  const signed = signOverrides(release, overrides, gate);
  if (!signed.ok) return signed;
  const judged = withOverrides(gate, signed.value);
  if (stopping(judged).length > 0) return refuseClosed(judged);
  const toConfirm = { environment: subject.environment, revision };
  return confirmation !== undefined && !isConfirmed(confirmation, toConfirm)
    ? refuseUnconfirmed(confirmationOf(toConfirm))
    : { ok: true, value: judged };
}

function signOverrides(
  { info: { people } }: Release,
  overrides: ReadonlyMap<string, Override>,
  gate: Gate,
): Result<ReadonlyMap<string, Override>, Failure> {
  const known = new Set(overridable(gate));
  const signed = new Map<string, Override>();
  for (const [key, { by, reason }] of overrides) {
    if (!known.has(key)) return refuse('no-such-rule', describeNoRule(key, gate));
    if (isUnlisted(people, by)) return refuse('no-such-rule', describeUnlisted(people, by));
    signed.set(key, { by: signatureOf(people, by), reason: reason.trim() });
  }
  return { ok: true, value: signed };
}

function refuseClosed(gate: Gate): Result<never, Failure> {
  const keys = stopping(gate).map(({ key }) => key);
  return refuse('gate-closed', describeClosed(gate), {
    next: {
      terminal: `See to each of them, or override it with a reason: ${keys.map((key) => `--override ${key}=REASON`).join(' ')}`,
      app: 'See to each of them, or override it on this page with a name and a reason',
    },
  });
}

function refuseUnconfirmed(wanted: string): Result<never, Failure> {
  return refuse('not-confirmed', 'This is a live run on production, and it was not confirmed', {
    next: {
      terminal: `Say the environment and the revision: --confirm "${wanted}"`,
      app: `Type ${wanted} where the run is confirmed`,
    },
  });
}
