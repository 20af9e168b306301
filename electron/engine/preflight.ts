/** Looks at everything a run needs before it starts: secrets, local files, and every host at once. */

import type { Plan, Task } from '#core/plan/model.ts';
import { shellOf } from '#core/plan/show.ts';
import type { Host } from '#core/release/model.ts';
import type { HostReport } from '#core/run/events.ts';
import { everyAtMost } from './every-at-most.ts';
import type { Clock, Files, Link, Secrets, Transport } from './ports.ts';
import { ask } from './remote/ask.ts';
import { isUserName, type Sudo } from './remote/wrapper.ts';
import { wrongHash } from './steps/upload.ts';

export interface Problem {
  readonly code: string;
  readonly message: string;
}

export interface PreflightResult {
  readonly passed: boolean;
  readonly hosts: readonly HostReport[];
  readonly problems: readonly Problem[];
  /** Values by secret name, for this run's memory only. */
  readonly secrets: ReadonlyMap<string, string>;
}

export interface PreflightPorts {
  readonly transport: Transport;
  readonly secrets: Secrets;
  readonly files: Files;
  readonly clock: Clock;
  nonce(): string;
}

/** Hosts looked at together; the hosts themselves are the limit, not this end. */
const HOSTS_AT_ONCE = 64;

export async function preflight(plan: Plan, ports: PreflightPorts): Promise<PreflightResult> {
  const { values, problems: missing } = await findSecrets(plan, ports.secrets);
  const problems = [...missing, ...(await checkFiles(plan, ports.files))];
  const survey: Survey = { plan, secrets: values, ports };
  const hosts = await everyAtMost(HOSTS_AT_ONCE, plan.hosts, (host) => lookAt(host, survey));
  const passed = problems.length === 0 && hosts.every((host) => host.problems.length === 0);
  return { passed, hosts, problems, secrets: values };
}

async function findSecrets(
  plan: Plan,
  secrets: Secrets,
): Promise<{ values: Map<string, string>; problems: Problem[] }> {
  const values = new Map<string, string>();
  const problems: Problem[] = [];
  for (const name of secretNames(plan)) {
    const found = await secrets.get(name);
    if (found.ok) values.set(name, found.value);
    else problems.push(found.error);
  }
  return { values, problems };
}

/** Names of all secrets that some unit of the plan uses. */
export function secretNames(plan: Plan): readonly string[] {
  const names = new Set<string>();
  for (const task of tasksOf(plan)) {
    const shell = shellOf(task);
    if (shell?.sudo?.passwordSecret) names.add(shell.sudo.passwordSecret);
    for (const piece of Object.values(shell?.env ?? {}).flat()) {
      if (typeof piece !== 'string' && piece.late === 'secret') names.add(piece.name);
    }
  }
  return [...names];
}

function tasksOf(plan: Plan): readonly Task[] {
  return plan.steps.flatMap((step) => step.units.map((unit) => unit.task));
}

async function checkFiles(plan: Plan, files: Files): Promise<Problem[]> {
  const wanted = new Map<string, string | null>();
  for (const task of tasksOf(plan))
    if (task.kind === 'upload') wanted.set(task.from, task.sha256 ?? wanted.get(task.from) ?? null);
  const problems: Problem[] = [];
  for (const [path, sha256] of wanted) {
    const found = await files.stat(path);
    if (!found.ok) problems.push(found.error);
    else if (sha256 !== null && found.value.sha256 !== sha256)
      problems.push({ code: 'wrong-file', message: wrongHash(path, found.value.sha256, sha256) });
  }
  return problems;
}

/** What is the same for every host that is looked at. */
interface Survey {
  readonly plan: Plan;
  readonly secrets: ReadonlyMap<string, string>;
  readonly ports: PreflightPorts;
}

async function lookAt(host: Host, survey: Survey): Promise<HostReport> {
  const { plan, ports } = survey;
  const link = await ports.transport.connect(host, plan.hosts);
  if (!link.ok) return { ...unseen(host), problems: [link.error] };
  const facts = await readFacts(link.value, ports);
  if (!facts)
    return {
      ...unseen(host),
      hostKey: link.value.hostKey,
      problems: [
        {
          code: 'no-shell',
          message: `${host.name} does not run commands by /bin/sh; Holdpoint needs a POSIX shell there`,
        },
      ],
    };
  const problems = [...wrongHost(host, facts), ...(await refusedSudo(host, link.value, survey))];
  return {
    host: host.name,
    problems,
    hostKey: link.value.hostKey,
    hostname: facts.hostname ?? null,
    bootId: facts.boot ?? null,
    clockOffsetMs: facts.offsetMs,
    freeBytes: facts.freeBytes,
  };
}

function unseen(host: Host): HostReport {
  return {
    host: host.name,
    problems: [],
    hostKey: null,
    hostname: null,
    bootId: null,
    clockOffsetMs: null,
    freeBytes: null,
  };
}

type Facts = Readonly<Record<'hostname' | 'machine_id' | 'boot', string | undefined>> & {
  readonly offsetMs: number | null;
  readonly freeBytes: number | null;
};

/** The host tells whole seconds, so half of one is missing on average. */
const HALF_A_SECOND_MS = 500;

const FACTS_TEXT = `echo "hostname $(hostname 2>/dev/null || uname -n)"
echo "time $(date +%s)"
{ read -r hp_x </etc/machine-id && echo "machine_id $hp_x"; } 2>/dev/null
{ read -r hp_x </proc/sys/kernel/random/boot_id && echo "boot $hp_x"; } 2>/dev/null
df -Pk . 2>/dev/null | { read -r hp_x; read -r hp_x hp_x hp_x hp_free hp_x && echo "free $hp_free"; }
echo "end facts"`;

async function readFacts(link: Link, ports: PreflightPorts): Promise<Facts | null> {
  const before = ports.clock.now().getTime();
  const { stdout } = await ask(link, { text: FACTS_TEXT, env: {}, cwd: null, sudo: null }, ports.nonce());
  const middle = (before + ports.clock.now().getTime()) / 2;
  const said = new Map(
    stdout.split('\n').map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
  if (said.get('end') !== 'facts') return null;
  const seconds = Number(said.get('time'));
  const free = Number(said.get('free') ?? Number.NaN);
  return {
    hostname: said.get('hostname'),
    machine_id: said.get('machine_id'),
    boot: said.get('boot'),
    offsetMs: Number.isFinite(seconds) ? Math.round(seconds * 1000 + HALF_A_SECOND_MS - middle) : null,
    freeBytes: Number.isFinite(free) ? free * 1024 : null,
  };
}

/** The right-host guard. */
function wrongHost(host: Host, facts: Facts): Problem[] {
  return Object.entries(host.is).flatMap(([fact, expected]) => {
    const found = fact === 'hostname' || fact === 'machine_id' ? facts[fact] : undefined;
    if (found === expected) return [];
    return [
      {
        code: 'wrong-host',
        message: `${host.name} says its ${fact} is ${found ?? 'not known'}, the release expects ${expected}: this may be another machine`,
      },
    ];
  });
}

async function refusedSudo(host: Host, link: Link, survey: Survey): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const sudo of sudosOn(host, survey).values()) {
    if (!isUserName(sudo.user)) {
      problems.push({ code: 'sudo-user', message: `"${sudo.user}" is not a user name` });
      continue;
    }
    const { end } = await ask(link, { text: ':', env: {}, cwd: null, sudo }, survey.ports.nonce());
    if (end.kind !== 'exit')
      problems.push({
        code: 'sudo-refused',
        message: `sudo to ${sudo.user} does not work on ${host.name}: ${'reason' in end ? end.reason : end.kind}`,
      });
  }
  return problems;
}

function sudosOn(host: Host, { plan, secrets }: Survey): Map<string, Sudo> {
  const found = new Map<string, Sudo>();
  for (const step of plan.steps) {
    const shell = step.units.filter((unit) => unit.host === host.name).map((unit) => shellOf(unit.task))[0];
    if (!shell?.sudo) continue;
    const { user, passwordSecret } = shell.sudo;
    found.set(`${user} ${passwordSecret ?? ''}`, {
      user,
      password: passwordSecret === null ? null : (secrets.get(passwordSecret) ?? null),
    });
  }
  return found;
}
