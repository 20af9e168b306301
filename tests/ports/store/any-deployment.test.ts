/** Runs of one deployment, their repairs and backouts, in any order, in a real library: each unit is undone at most once. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Library } from '#adapters/sqlite/library.ts';
import type { BackedOut } from '#core/backout/backed-out.ts';
import { UNDO_PHASE } from '#core/backout/undo-steps.ts';
import { hostsLeft } from '#core/backout/unfinished-hosts.ts';
import type { Plan } from '#core/plan/model.ts';
import type { Outcome, RunEventBody, RunHeader, RunId, RunOutcome, UnitRef } from '#core/run/events.ts';
import { plannedUnit, stepOf, unitKey } from '#core/run/state.ts';
import type { Failure } from '#engine/ports.ts';
import { planBackout } from '#operations/back-out-run.ts';
import { unfinishedOf } from '#operations/failed-of.ts';
import { listRuns } from '#operations/run-list.ts';
import {
  options,
  phase,
  planned,
  release,
  request,
  run,
  step,
  undoBy,
} from '../../unit/plan/small-release.ts';
import { createLog, type Log } from '../../unit/run/run-fixture.ts';
import { type Choices, createChoices } from '../../unit/run/run-model.ts';
import { AT, sha256, test } from './library-fixture.ts';

const SEQUENCES = Number(process.env['HOLDPOINT_MODEL_RUNS'] ?? 25);
const ACTIONS = 10;

const OUTCOMES: readonly Outcome[] = ['ok', 'ok', 'ok', 'ok', 'ok', 'failed', 'unknown', 'unreachable'];

/** A unit by its key, whichever run it is of. */
type Cell = string;

interface Deed {
  readonly at: number;
  readonly outcome: Outcome;
}

/** What the test knows of a run by having done it. */
interface Done {
  readonly run: RunId;
  readonly undoes: RunId | null;
  /** Null: it is not at its end. */
  readonly outcome: RunOutcome | null;
  readonly cells: ReadonlyMap<Cell, Deed>;
}

interface World {
  readonly library: Library;
  readonly choices: Choices;
  readonly releaseId: string;
  readonly done: Done[];
  /** Cells that something was done to, and that nothing has taken back since. */
  readonly changed: Set<Cell>;
  now: number;
}

const deployments = ({ done }: World) =>
  done.filter(({ undoes, outcome }) => undoes === null && outcome !== 'refused');
const backouts = ({ done }: World) =>
  done.filter(({ undoes, outcome }) => undoes !== null && outcome !== 'refused');
const mayHaveRun = ({ outcome }: Deed): boolean => outcome !== 'unreachable';

/** What backouts did to a cell since then. */
function undosSince(world: World, cell: Cell, { at }: Deed): readonly Deed[] {
  return backouts(world).flatMap(({ cells }) => {
    const undo = cells.get(cell);
    return undo && undo.at > at && mayHaveRun(undo) ? [undo] : [];
  });
}

/** What this run did and nobody has taken back, newest first. */
function standing(world: World, { cells }: Done): readonly Cell[] {
  return [...cells]
    .filter(([, deed]) => mayHaveRun(deed))
    .filter(([cell, deed]) => !undosSince(world, cell, deed).some(({ outcome }) => outcome === 'ok'))
    .sort(([, a], [, b]) => b.at - a.at)
    .map(([cell]) => cell);
}

function planOfRelease({ releaseId }: World, version: string, limit: string | null): Plan {
  const manual = { kind: 'manual', text: 'Call', items: [] } as const;
  const one = {
    batches: [{ kind: 'count', count: 1 }],
    parallel: null,
    stopAfter: null,
    pause: 'none',
  } as const;
  const steps = [
    run('copy', 'do', { on: 'web', undo: undoBy('back'), rollout: one }),
    run('switch', 'do', { on: 'web1 or web2', undo: undoBy('back') }),
    step('desk', manual, { undo: { kind: 'undo', title: null, action: manual, options: options() } }),
  ];
  const proof = run('proof', 'look', { on: 'db1', undo: { kind: 'nothing', why: 'It looks' } });
  const base = release({ deployment: [phase('main', steps)] });
  const info = { ...base.info, id: releaseId, version };
  return planned(
    request([], { release: { ...base, info, backout: { ...base.backout, after: [proof] } }, limit }),
  );
}

type Begun = Omit<Partial<RunHeader>, 'plan'> & { readonly plan: Plan };

/** Writes a run into the library as the engine would. */
function record(world: World, { plan, ...given }: Begun, drive: (log: Log) => Done['outcome']): Done {
  const { library, releaseId, done } = world;
  const id = `r-${releaseId}-${done.length}` as RunId;
  const planSha256 = library.putDocument(JSON.stringify(plan));
  const { version } = plan.release;
  const log = createLog(plan, 'live', { run: id, releaseId, version, plan: plan.plan, planSha256, ...given });
  const outcome = drive(log);
  if (outcome !== null) log.add({ type: 'runFinished', data: { outcome, reason: null } });
  const bodies = log.events.map(({ run: _run, seq: _seq, at: _at, ...body }) => body as RunEventBody);
  library.append(id, bodies, AT);
  return { run: id, undoes: given.undoes ?? null, outcome, cells: new Map() };
}

/** Every unit in the order of the plan; at a bad one it may stop, as may any time. */
function carryOut(world: World, begun: Begun): void {
  const { plan } = begun;
  const cells = new Map<Cell, Deed>();
  const made = record(world, begun, (log) => {
    log.begin();
    let isBad = false;
    for (const unit of unitsOf(plan)) {
      const outcome = OUTCOMES[world.choices.pick(OUTCOMES.length)] ?? 'ok';
      log.run(unit.step, unit.host, outcome);
      const deed = { at: ++world.now, outcome };
      if (plan.undoes !== null && stepOf(plan, unit.step).phase.id !== UNDO_PHASE) continue;
      if (plan.undoes === null) change(world, unit, deed);
      else undo(world, unit, deed);
      cells.set(unitKey(unit), deed);
      isBad ||= outcome !== 'ok';
      if (isBad && world.choices.pick(3) === 0) break;
    }
    const isLeftOpen = plan.undoes !== null && world.choices.pick(6) === 1;
    return isLeftOpen ? null : isBad ? 'failed' : 'succeeded';
  });
  world.done.push({ ...made, cells });
}

function unitsOf(plan: Plan): readonly UnitRef[] {
  return plan.waves.flatMap(({ step: id, hosts }) =>
    (hosts.length === 0 ? [null] : hosts)
      .map((host): UnitRef => ({ step: id, host }))
      .filter((unit) => plannedUnit(plan, unit).skipBecause === null),
  );
}

function change({ changed }: World, unit: UnitRef, deed: Deed): void {
  if (mayHaveRun(deed)) changed.add(unitKey(unit));
}

/** What is undone is what something was done to since it was undone last. */
function undo({ changed }: World, unit: UnitRef, { outcome }: Deed): void {
  expect(changed.has(unitKey(unit)), `${unitKey(unit)} is undone twice`).toBe(true);
  if (outcome === 'ok') changed.delete(unitKey(unit));
}

function pickOf<T>({ choices }: World, all: readonly T[]): T | undefined {
  return all[choices.pick(all.length)];
}

const ACTS: readonly ((world: World) => void)[] = [
  (world) => carryOut(world, { plan: planOfRelease(world, '1', null) }),
  repair,
  repair,
  backOut,
  backOut,
  backOut,
  function refuse(world) {
    const undoes = pickOf(world, [null, ...deployments(world)])?.run ?? null;
    const whole = planOfRelease(world, '1', null);
    const plan: Plan = undoes === null ? whole : { ...whole, plan: 'backout' };
    const made = record(world, { plan, undoes }, (log) => {
      log.add({ type: 'preflightFinished', data: { passed: false, hosts: [], problems: [] } });
      return 'refused';
    });
    world.done.push(made);
  },
];

/** A run of the hosts alone that another one left unfinished, of the same version or a mended one. */
function repair(world: World): void {
  const of = pickOf(world, deployments(world));
  const unfinished = of && unfinishedOf(world.library, of.run);
  const hosts = unfinished?.ok ? hostsLeft(unfinished.value) : [];
  if (!of || hosts.length === 0) return;
  const plan = planOfRelease(world, world.choices.pick(2) === 1 ? '2' : '1', hosts.join(' or '));
  carryOut(world, { plan, failedOf: of.run, limit: hosts.join(' or ') });
}

function backOut(world: World): void {
  const of = pickOf(world, deployments(world));
  if (!of) return;
  const limit = world.choices.pick(4) === 1 ? 'web1 or web3 or db1' : null;
  const made = planBackout({ library: world.library, sha256 }, of.run, { limit, struck: new Map() });
  if (!made.ok) {
    expectBeyond(of, limit, made.error);
    return;
  }
  const { plan, backout, open } = made.value;
  for (const run of open) end(world, run);
  if (backout.units.length > 0 && open.length === 0) carryOut(world, { plan, undoes: of.run, limit });
}

/** Refused is a limit that leaves no host of the run, and nothing else. */
function expectBeyond({ cells }: Done, limit: string | null, { code, message }: Failure): void {
  expect([code, limit], message).toEqual(['limit', 'web1 or web3 or db1']);
  expect([...cells.keys()].filter((cell) => /@(?:web1|web3|db1)$/.test(cell))).toEqual([]);
}

/** A backout that was left open is stopped where it stands. */
function end(world: World, id: RunId): void {
  world.library.append(id, [{ type: 'runFinished', data: { outcome: 'stopped', reason: null } }], AT);
  const at = world.done.findIndex((done) => done.run === id);
  world.done[at] = { ...world.done[at]!, outcome: 'stopped' };
}

function expectedBackedOut(world: World, done: Done): BackedOut | null {
  const all = backouts(world);
  const own = all.findLast(({ undoes }) => undoes === done.run);
  if (!own) return null;
  const left = standing(world, done).length;
  const isBad = own.outcome !== null && own.outcome !== 'succeeded';
  const later = all.slice(all.indexOf(own) + 1);
  const rest = isBad && left === 0 ? later.findLast((each) => hasUndone(each, done)) : undefined;
  const { run: by, outcome } = rest ?? own;
  const ended = outcome === 'succeeded' ? (left === 0 ? 'whole' : 'part') : 'failed';
  return { as: outcome === null ? 'open' : ended, by, left };
}

/** Whether a backout that succeeded undid something of this run. */
function hasUndone({ cells, outcome }: Done, done: Done): boolean {
  return (
    outcome === 'succeeded' &&
    [...done.cells].some(([cell, deed]) => {
      const undo = cells.get(cell);
      return mayHaveRun(deed) && undo?.outcome === 'ok' && undo.at > deed.at;
    })
  );
}

function checkAll(world: World): void {
  const { library, releaseId } = world;
  const lines = new Map(listRuns(library, releaseId).map((line) => [line.run, line]));
  const all = deployments(world);
  for (const [i, done] of all.entries()) {
    const made = planBackout({ library, sha256 }, done.run, { limit: null, struck: new Map() });
    if (!made.ok) throw new Error(made.error.message);
    const { backout, concerns, open } = made.value;
    expect(backout.units.map(unitKey)).toEqual(standing(world, done));
    expect(concerns.flatMap((concern) => (concern.kind === 'newer-run' ? [concern.newer.run] : []))).toEqual(
      all
        .slice(i + 1)
        .filter((newer) => standing(world, newer).length > 0)
        .map((newer) => newer.run)
        .reverse(),
    );
    const begun = backout.units.filter(
      (unit) => undosSince(world, unitKey(unit), done.cells.get(unitKey(unit))!).length > 0,
    );
    expect(concerns.flatMap(({ kind, key }) => (kind === 'begun-undo' ? [key] : []))).toEqual(
      begun.map((unit) => `begun-undo:${unitKey(unit)}`),
    );
    expect([...open].sort()).toEqual(
      backouts(world)
        .filter(({ outcome }) => outcome === null)
        .map((each) => each.run)
        .sort(),
    );
    expect(lines.get(done.run)?.backedOut).toEqual(expectedBackedOut(world, done));
    expect(lines.get(done.run)?.unsound).toBeUndefined();
  }
}

describe('runs of one deployment in any order', () => {
  test('are backed out once each, told truly, and not under newer ones unsaid', { timeout: 900_000 }, async ({
    store,
  }) => {
    const library = await store.open();
    let sequence = 0;
    fc.assert(
      fc.property(fc.array(fc.nat(9999), { maxLength: 150, size: 'max' }), (numbers) => {
        const choices = createChoices(numbers);
        sequence += 1;
        const world: World = {
          library,
          choices,
          releaseId: `shop-${sequence}`,
          done: [],
          changed: new Set(),
          now: 0,
        };
        for (let i = 0; i < ACTIONS; i += 1) {
          pickOf(world, ACTS)?.(world);
          checkAll(world);
        }
      }),
      // To make a failing sequence shorter would take all those before it, each with a library.
      { numRuns: SEQUENCES, endOnFailure: true },
    );
  });

  test('are limited by hosts that only what surrounds a backout touches, too', async ({ store }) => {
    const library = await store.open();
    const choices = createChoices([]);
    const world: World = { library, choices, releaseId: 'shop', done: [], changed: new Set(), now: 0 };
    carryOut(world, { plan: planOfRelease(world, '1', null) });
    const leftOutBy = (limit: string) => {
      const made = planBackout({ library, sha256 }, world.done[0]!.run, { limit, struck: new Map() });
      return made.ok ? made.value.backout.leftOut.map(unitKey) : made.error.code;
    };
    expect(leftOutBy('all')).toEqual([]);
    expect(leftOutBy('not web2')).toEqual(['switch@web2', 'copy@web2']);
    expect(leftOutBy('nowhere')).toBe('limit');
  });

  test('are repaired where no repair has finished them yet', async ({ store }) => {
    const library = await store.open();
    const choices = createChoices([]);
    const world: World = { library, choices, releaseId: 'shop', done: [], changed: new Set(), now: 0 };
    const left = (run: RunId) => {
      const unfinished = unfinishedOf(library, run);
      return unfinished.ok ? hostsLeft(unfinished.value) : unfinished.error.code;
    };
    const first = recordRun(world, null, ['web2', 'web3']);
    expect(left(first)).toEqual(['web2', 'web3']);
    const repair = recordRun(world, first, ['web3']);
    expect([left(first), left(repair)]).toEqual([['web3'], ['web3']]);
    recordRun(world, repair, []);
    expect(left(first)).toEqual([]);
  });
});

/** A run of its unfinished hosts alone, or of all, that fails on these. */
function recordRun(world: World, failedOf: RunId | null, bad: readonly string[]): RunId {
  const unfinished = failedOf === null ? null : unfinishedOf(world.library, failedOf);
  const limit = unfinished?.ok ? hostsLeft(unfinished.value).join(' or ') : null;
  const plan = planOfRelease(world, '1', limit);
  const made = record(world, { plan, failedOf, limit }, (log) => {
    log.begin();
    for (const { step: id, host } of unitsOf(plan))
      log.run(id, host, host !== null && bad.includes(host) ? 'failed' : 'ok');
    return bad.length > 0 ? 'failed' : 'succeeded';
  });
  world.done.push(made);
  return made.run;
}
