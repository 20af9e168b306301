/** Plans of any size for tests of the run screens, built without a release file. */
import type { Plan, PlannedStep, Task, Wave } from '#core/plan/model.ts';
import type { Host, HostName, Revision, StepId } from '#core/release/model.ts';

const SHELL = {
  sudo: null,
  env: {},
  cwd: null,
  timeoutMs: 1_800_000,
  expect: { exit: [0], stdout: null, stdoutNot: null, stderrNot: null },
  capture: {},
};

export interface SampleStep {
  readonly id: string;
  readonly title: string;
  readonly phase: string;
  readonly task?: Task;
  readonly undo?: string;
  readonly doneIf?: string;
  readonly noReturn?: string;
  readonly takesMs?: number;
  readonly batches?: number;
  readonly pause?: boolean;
  readonly onFailure?: PlannedStep['onFailure'];
  readonly parallel?: number;
}

function command(text: string): Task {
  return { kind: 'run', command: [text], shell: SHELL };
}

export function samplePlan(
  hostNames: readonly string[],
  steps: readonly SampleStep[],
  over: Partial<Plan> = {},
): Plan {
  const planned = steps.map((step) => plannedStep(step, hostNames));
  return {
    format: 1,
    release: { id: 'shop', name: 'Shop', version: '4.2.0' },
    revision: '4f2a91c0'.padEnd(64, '0') as Revision,
    plan: 'deployment',
    environment: { name: 'prod-eu', kind: 'production' },
    undoes: null,
    limit: null,
    hosts: hostNames.map(host),
    steps: planned,
    waves: planned.flatMap((step, i) => wavesOf(step, steps[i]?.pause ?? false)),
    ...over,
  };
}

function plannedStep(step: SampleStep, hostNames: readonly string[]): PlannedStep {
  const task = step.task ?? command(`sudo systemctl restart ${step.id}`);
  const onHosts = ['run', 'check', 'script', 'upload', 'download', 'poll'].includes(task.kind);
  const places: (string | null)[] = onHosts ? [...hostNames] : [null];
  const batches = step.batches ?? 1;
  const size = Math.ceil(places.length / batches);
  return {
    id: step.id as StepId,
    title: step.title,
    phase: { id: step.phase.toLowerCase().replace(/\W+/g, '-'), title: step.phase },
    kind: task.kind === 'poll' ? 'wait' : task.kind,
    onFailure: step.onFailure ?? 'ask',
    retry: null,
    repeatable: false,
    stopAfter: onHosts ? 1 : null,
    parallel: step.parallel ?? 10,
    takesMs: step.takesMs ?? null,
    timeoutMs: 1_800_000,
    owner: null,
    notes: null,
    evidence: false,
    mode: 'tracked',
    noUndo: step.noReturn
      ? { kind: 'no-return', why: step.noReturn }
      : step.undo
        ? null
        : { kind: 'nothing', why: 'It changes nothing' },
    sentence: onHosts
      ? `${batches === 1 ? '1 batch' : `${batches} batches`}; 10 at a time; stops at the first failed host`
      : null,
    units: places.map((place, i) => ({
      step: step.id as StepId,
      host: place as HostName | null,
      batch: Math.floor(i / size) + 1,
      task,
      doneIf: step.doneIf ? [step.doneIf] : null,
      undo: step.undo
        ? {
            title: `Undo: ${step.title}`,
            task: command(step.undo),
            timeoutMs: 600_000,
            takesMs: step.takesMs ?? null,
          }
        : null,
      skipBecause: null,
      when: null,
    })),
  };
}

function wavesOf(step: PlannedStep, pause: boolean): Wave[] {
  const batches = Math.max(...step.units.map((unit) => unit.batch));
  return Array.from({ length: batches }, (_, i) => ({
    step: step.id,
    batch: i + 1,
    batches,
    hosts: step.units.filter((unit) => unit.batch === i + 1).flatMap((unit) => unit.host ?? []),
    pauseBefore: pause && i > 0,
  }));
}

function host(name: string): Host {
  return {
    name: name as HostName,
    address: '10.20.0.11',
    port: 22,
    user: 'deploy',
    credential: 'prod',
    via: null,
    tags: [],
    vars: {},
    hostKeys: [],
    is: {},
  };
}
