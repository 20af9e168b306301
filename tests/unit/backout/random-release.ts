/** Releases, histories and partial runs that a list of numbers makes: whatever can stand in a plan that is backed out. */
import type { UndoHistory } from '#core/backout/time.ts';
import type { Plan } from '#core/plan/model.ts';
import type { Action, Phase, Release, Step, StepId, Undo } from '#core/release/model.ts';
import type { Outcome } from '#core/run/events.ts';
import { plannedUnit } from '#core/run/state.ts';
import { options, phase, run, step, undoBy } from '../plan/small-release.ts';
import { createLog, type Log, ref } from '../run/run-fixture.ts';
import type { Choices } from '../run/run-model.ts';
import { MINUTE, releaseOf } from './timed-cases.ts';

const HOSTS = ['a', 'b', 'c', 'd', 'e', 'f'];
const OUTCOMES: readonly Outcome[] = ['ok', 'ok', 'ok', 'failed', 'unknown', 'stopped', 'unreachable'];

export function releaseBy(choices: Choices): Release {
  const deployment = times(1 + choices.pick(3), (i) => phaseBy(choices, `p${i}`));
  const before = times(choices.pick(3), (i) => frameStepBy(choices, `before${i}`));
  const after = times(choices.pick(3), (i) => frameStepBy(choices, `after${i}`));
  return releaseOf({ what: '', minutes: 0, slower: { took: {}, minutes: 0 }, deployment, before, after });
}

/** What earlier backouts took on some of the steps. */
export function historyBy(choices: Choices, plan: Plan): UndoHistory {
  const around = [...(plan.frame?.before.steps ?? []), ...(plan.frame?.after.steps ?? [])];
  const ids = [...plan.steps, ...around].map(({ id }) => id).filter(() => choices.pick(3) === 1);
  return new Map(ids.map((id): [StepId, number] => [id, choices.pick(30) * MINUTE]));
}

/** A run of it that ends somewhere, each unit with some outcome, or none. */
export function partialRunBy(choices: Choices, plan: Plan): Log {
  const log = createLog(plan).begin();
  const waves = plan.waves.slice(0, choices.pick(plan.waves.length + 1));
  for (const { step: id, hosts } of waves)
    for (const host of hosts.length === 0 ? [null] : hosts) {
      const isSkipped = plannedUnit(plan, ref(id, host)).skipBecause !== null;
      if (isSkipped || choices.pick(8) === 1) continue;
      log.run(id, host, oneOf(choices, OUTCOMES));
      if (log.unit(id, host).state !== 'ok' && choices.pick(3) === 1)
        log.run(id, host, oneOf(choices, OUTCOMES));
    }
  return log;
}

function phaseBy(choices: Choices, id: string): Phase {
  const isRolling = choices.pick(3) === 1;
  const steps = times(1 + choices.pick(3), (i) =>
    isRolling ? rollingStepBy(choices, `${id}s${i}`) : stepBy(choices, `${id}s${i}`),
  );
  return phase(id, steps, isRolling ? { on: hostsBy(choices), rollout: rolloutBy(choices) } : {});
}

function rollingStepBy(choices: Choices, id: string): Step {
  return run(id, 'do', { ...changeBy(choices), takesMs: takesBy(choices), when: conditionBy(choices) });
}

function stepBy(choices: Choices, id: string): Step {
  const action = actionBy(choices);
  const takesMs = takesBy(choices);
  if (!isOnHosts(action)) return step(id, action, { ...byPeople(choices, action), takesMs });
  const on = { on: hostsBy(choices), rollout: choices.pick(2) === 1 ? rolloutBy(choices) : null };
  return step(id, action, { ...changeBy(choices), ...on, takesMs, when: conditionBy(choices) });
}

function frameStepBy(choices: Choices, id: string): Step {
  const { undo: _, ...made } = stepBy(choices, id);
  return { ...made, undo: { kind: 'nothing', why: 'It surrounds undos' } };
}

function actionBy(choices: Choices): Action {
  const ms = (1 + choices.pick(9)) * MINUTE;
  return oneOf(choices, [
    { kind: 'run', text: 'do' },
    { kind: 'run', text: 'do' },
    { kind: 'run', text: 'do' },
    { kind: 'check', text: 'look' },
    { kind: 'wait', until: { kind: 'check', text: 'true', everyMs: 1000, timeoutMs: ms } },
    { kind: 'wait', until: { kind: 'for', ms } },
    { kind: 'wait', until: { kind: 'time', at: '2026-11-21T04:00:00Z' } },
    { kind: 'manual', text: 'Call', items: [] },
    { kind: 'hold', approvers: [], count: 1, notOperator: false },
  ] satisfies Action[]);
}

function isOnHosts(action: Action): boolean {
  return action.kind === 'wait' ? action.until.kind === 'check' : ['run', 'check'].includes(action.kind);
}

function changeBy(choices: Choices): Pick<Step, 'undo'> {
  const takesMs = takesBy(choices);
  const timeoutMs = (1 + choices.pick(9)) * MINUTE;
  const until = { kind: 'check', text: 'true', everyMs: 1000, timeoutMs } as const;
  const waiting: Undo = {
    kind: 'undo',
    title: null,
    action: { kind: 'wait', until },
    options: options({ takesMs }),
  };
  return {
    undo: oneOf(choices, [undoBy('back', { takesMs }), undoBy('back', { takesMs }), waiting, ...NO_UNDO]),
  };
}

function byPeople(choices: Choices, action: Action): Pick<Step, 'undo'> {
  const manual: Undo = {
    kind: 'undo',
    title: 'Call back',
    action: { kind: 'manual', text: 'Call back', items: [] },
    options: options({ takesMs: takesBy(choices) }),
  };
  return { undo: oneOf(choices, action.kind === 'manual' ? [manual, manual, ...NO_UNDO] : NO_UNDO) };
}

const NO_UNDO: readonly Undo[] = [
  { kind: 'unsaid' },
  { kind: 'nothing', why: 'A copy' },
  { kind: 'no-return', why: 'Tokens move' },
];

function rolloutBy(choices: Choices): NonNullable<Step['rollout']> {
  const batches = times(choices.pick(3), () => ({ kind: 'count', count: 1 + choices.pick(3) }) as const);
  return {
    batches,
    parallel: choices.pick(2) === 1 ? 1 + choices.pick(3) : null,
    stopAfter: null,
    pause: choices.pick(3) === 1 ? 'hold' : 'none',
  };
}

function hostsBy(choices: Choices): string {
  const some = HOSTS.filter(() => choices.pick(2) === 1);
  return (some.length === 0 ? ['a'] : some).join(' or ');
}

function conditionBy(choices: Choices): string | null {
  return choices.pick(4) === 1 ? `host.name != "${oneOf(choices, HOSTS)}"` : null;
}

function takesBy(choices: Choices): number | null {
  return choices.pick(3) === 1 ? null : choices.pick(20) * MINUTE;
}

function oneOf<T>(choices: Choices, all: readonly T[]): T {
  return all[choices.pick(all.length)] ?? (all[0] as T);
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}
