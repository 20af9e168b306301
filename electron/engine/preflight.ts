/** Looks at everything a run needs before it starts: secrets, local files, and every host at once. */

import { targetsOf } from '#core/plan/jumps.ts';
import type { Plan, Task } from '#core/plan/model.ts';
import { fileOfTask } from '#core/plan/task-files.ts';
import type { Host, HostName } from '#core/release/model.ts';
import type { HostReport } from '#core/run/events.ts';
import type { Holder } from '#core/run/leases.ts';
import type { PreflightProblem } from '#core/run/problems.ts';
import { noteSharedKeys } from '#core/run/shared-machines.ts';
import { counted, type TellProgress } from './counted.ts';
import { everyAtMost } from './every-at-most.ts';
import { STOPPED, type Survey, type SurveyPorts, surveyHost, surveyWay, unseen } from './host-survey.ts';
import { findSecrets } from './known-secrets.ts';
import type { Files, RunStore, Secrets } from './ports.ts';

export interface PreflightResult {
  readonly passed: boolean;
  readonly hosts: readonly HostReport[];
  readonly problems: readonly PreflightProblem[];
  /** Values by secret name, for this run's memory only. */
  readonly secrets: ReadonlyMap<string, string>;
}

export interface PreflightPorts extends SurveyPorts {
  readonly secrets: Secrets;
  readonly files: Files;
  readonly store: Pick<RunStore, 'freeBytes'>;
  /** Hosts that other runs of this library work on. */
  readonly busy: ReadonlyMap<HostName, Holder>;
  readonly tellProgress?: TellProgress | undefined;
}

/** Hosts checked together; the hosts themselves are the limit, not this end. */
const HOSTS_AT_ONCE = 64;

/** `leftOut`: hosts that take no part any more; they are looked at only where others are reached through them. */
export async function preflight(
  plan: Plan,
  ports: PreflightPorts,
  leftOut: ReadonlySet<HostName> = new Set(),
): Promise<PreflightResult> {
  const { values, problems: missing } = await findSecrets(plan, ports.secrets);
  const problems = [...libraryFull(ports), ...missing, ...(await checkFiles(plan, ports))];
  const survey = { plan, secrets: values, ports, passwords: new Map() };
  const targets = new Set(targetsOf(plan, leftOut).map(({ name }) => name));
  const needed = hostsNeeded(plan, targets);
  const counting = { during: 'preflight', of: needed.length, tell: ports.tellProgress } as const;
  const look = counted(counting, (host) =>
    targets.has(host.name) ? lookAtTarget(host, survey, ports.busy) : surveyWay(host, survey),
  );
  const seen = (await everyAtMost(HOSTS_AT_ONCE, needed, look)).flatMap((report) => report ?? []);
  const hosts = noteSharedKeys(seen);
  if (hosts.length < needed.length) problems.push(STOPPED);
  const passed = problems.length === 0 && hosts.every((host) => host.problems.length === 0);
  return { passed, hosts, problems, secrets: values };
}

/** Where another run of this library is at work, nothing is tried. */
function lookAtTarget(host: Host, survey: Survey, busy: PreflightPorts['busy']): Promise<HostReport | null> {
  const holder = busy.get(host.name);
  if (!holder) return surveyHost(host, survey);
  const problem = { code: 'hosts-busy', kind: 'busy', host: host.name, holder } as const;
  return Promise.resolve({ ...unseen(host), problems: [problem] });
}

/** Those on which something is to run, and those on the way to them. */
function hostsNeeded({ hosts }: Plan, targets: ReadonlySet<HostName>): readonly Host[] {
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const needed = new Set<HostName>();
  for (const name of targets)
    for (let at: HostName | null = name; at !== null && !needed.has(at); at = byName.get(at)?.via ?? null)
      needed.add(at);
  return hosts.filter(({ name }) => needed.has(name));
}

/** Below this, what a run brings might not find room beside the library. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/** Nothing is sent that could not be recorded. */
function libraryFull({ store }: PreflightPorts): PreflightProblem[] {
  const free = store.freeBytes();
  if (free === null || free >= LEAST_FREE_BYTES) return [];
  return [
    {
      code: 'library-full',
      kind: 'library-full',
      freeBytes: free,
      leastBytes: LEAST_FREE_BYTES,
    },
  ];
}

/** What may be carried out, undos included: it is too late to look for their files when they are wanted. */
function tasksOf({ steps }: Plan): readonly Task[] {
  const units = steps.flatMap((step) => step.units).filter(({ skipBecause }) => skipBecause === null);
  return units.flatMap(({ task, undo }) => (undo === null ? [task] : [task, undo.task]));
}

async function checkFiles(plan: Plan, { files, stopping }: PreflightPorts): Promise<PreflightProblem[]> {
  const wanted = new Map<string, string | null>();
  for (const task of tasksOf(plan)) {
    const file = fileOfTask(task);
    if (file?.kind === 'sent') wanted.set(file.name, file.sha256 ?? wanted.get(file.name) ?? null);
  }
  const problems: PreflightProblem[] = [];
  for (const [path, sha256] of wanted) {
    const found = await files.stat(path, stopping.onWish);
    if (stopping.isWished) break;
    if (!found.ok) problems.push(found.error.reason);
    else if (sha256 !== null && found.value.sha256 !== sha256)
      problems.push(wrongFile(path, found.value.sha256, sha256));
  }
  return problems;
}

function wrongFile(file: string, found: string, stated: string): PreflightProblem {
  return { code: 'wrong-file', kind: 'wrong-file', file, found, stated };
}
