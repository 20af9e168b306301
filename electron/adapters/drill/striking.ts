/** What happens on the hosts of a drill: each step answers as its release says, unless a fault strikes. */
import type { DrillFault } from '#core/drill/faults.ts';
import { textFor } from '#core/drill/printed.ts';
import type { DrillTimes } from '#core/drill/times.ts';
import type { Plan, Task } from '#core/plan/model.ts';
import { TASK_KINDS } from '#core/plan/task-kinds.ts';
import type { HostName } from '#core/release/model.ts';
import type { Clock } from '#engine/ports.ts';
import type { DrillHost, HostScript } from './drill-host.ts';
import { type DrillWork, resultOf, type WorkBook, type WorkResult } from './work.ts';

export interface StrikingSetup {
  readonly faults: readonly DrillFault[];
  readonly times: DrillTimes;
  readonly clock: Clock;
  readonly book: WorkBook;
  plan(): Plan;
  host(name: HostName): DrillHost | undefined;
  losePower(forMs: number): void;
}

/** Of each host. Faults strike in the plan of the release alone, and each of them once. */
export function createScripts(setup: StrikingSetup): (name: HostName) => HostScript {
  const { book, times } = setup;
  const done = new Set<string>();
  const full = new Set<HostName>();
  const struck = new Set<DrillFault>();
  const keyOf = ({ step, unit }: DrillWork): string =>
    JSON.stringify([setup.plan().undoes, step.id, unit.host]);
  return (name) => ({
    at: () => book.at(name),
    last: () => book.last(name),
    byId: book.byId,
    begin(work) {
      const faults = faultsAt(setup, work);
      const takesMs = times.of(work.step, name, work.attempt);
      if (faults.some(({ kind }) => kind === 'disk-full')) full.add(name);
      for (const fault of faults) {
        if (struck.has(fault)) continue;
        struck.add(fault);
        strike(setup, fault, takesMs);
      }
      const isFull = full.has(name) && setup.plan().undoes === null;
      return { takesMs, result: resultWith(work, faults, isFull) };
    },
    end(work, code) {
      if (code === resultOf(work).code) done.add(keyOf(work));
    },
    isDone: (work) => done.has(keyOf(work)),
    answerHttp: ({ unit }) => httpWords(unit.task),
  });
}

function faultsAt({ faults, plan }: StrikingSetup, { step, unit }: DrillWork): readonly DrillFault[] {
  if (plan().undoes !== null) return [];
  return faults.filter((fault) => 'host' in fault && fault.step === step.id && fault.host === unit.host);
}

/** Some way into the step. */
function strike({ clock, host, losePower }: StrikingSetup, fault: DrillFault, takesMs: number): void {
  if (!('part' in fault)) return;
  clock.after(Math.round(takesMs * fault.part), () => {
    if (fault.kind === 'power-lost') losePower(fault.forMs);
    else if (fault.kind === 'host-dies') host(fault.host)?.die();
    else host(fault.host)?.drop({ kind: 'broke', said: 'the drill cut it' }, fault.forMs);
  });
}

function resultWith(work: DrillWork, faults: readonly DrillFault[], isFull: boolean): WorkResult {
  const usual = resultOf(work);
  const { task } = work.unit;
  const fails = faults.some(
    (fault) => fault.kind === 'step-fails' && (fault.times === null || work.attempt <= fault.times),
  );
  if (fails) return { ...usual, code: unexpectedExit(task), stderr: 'The drill has this step fail\n' };
  return isFull && TASK_KINDS[task.kind].changes
    ? { ...usual, code: unexpectedExit(task), stderr: 'No space left on device\n' }
    : usual;
}

function unexpectedExit(task: Task): number {
  const expected = 'shell' in task ? task.shell.expect.exit : [0];
  return [1, 2, 3].find((code) => !expected.includes(code)) ?? 255;
}

function httpWords(task: Task): string {
  if (task.kind !== 'probe' || task.target.kind !== 'http') return '';
  const { status, body } = task.target;
  return `${(body === null ? null : textFor(body)) ?? ''}\n${status}`;
}
