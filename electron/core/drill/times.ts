/** How long each step takes in a drill: as its `drill` or `takes` says, or as earlier runs went, and not the same twice. */
import type { PlannedStep } from '#core/plan/model.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import { isByPeople } from '#core/release/step-kinds.ts';
import { type Chance, drawStretch } from './chance.ts';

/** What steps took in earlier runs, in ms; those of which nothing is known are missing. */
export type StepTimes = ReadonlyMap<StepId, readonly number[]>;

export const NO_TIMES: StepTimes = new Map();

/** Where nobody says how long a command takes, and a person. */
const UNSAID_MS = { step: 30_000, person: 120_000 } as const;

/** What is expected of one unit of a step, in ms. */
function expectedMs(step: PlannedStep): number {
  const said = step.drill?.takesMs ?? step.takesMs;
  return said ?? (isByPeople(step.kind) ? UNSAID_MS.person : UNSAID_MS.step);
}

export interface DrillTimes {
  /** Of one try at a step on a host, in ms. */
  of(step: PlannedStep, host: HostName | null, attempt: number): number;
  /** Of a person who has to decide something, in ms. */
  deciding(question: string): number;
}

/** A person who finds a failure looks at it first. */
const DECIDING_MS = 180_000;

/** `factor`: so many times as long as usual. What `drill` says holds over earlier runs: somebody wrote it for this. */
export function createTimes(chance: Chance, history: StepTimes, factor: number): DrillTimes {
  return {
    of(step, host, attempt) {
      const own = chance.of(`${step.id} ${host ?? ''} ${attempt}`);
      const seen = step.drill?.takesMs === undefined ? (history.get(step.id) ?? []) : [];
      const drawn = own.pick(seen) ?? expectedMs(step) * drawStretch(own);
      return Math.round(drawn * factor);
    },
    deciding: (question) => Math.round(DECIDING_MS * drawStretch(chance.of(`decide ${question}`))),
  };
}
