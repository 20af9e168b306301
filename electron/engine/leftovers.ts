/** What runs have left on hosts: records of tracked attempts and leases; found, and removed when nobody needs them. */
import { executorOf } from '#core/plan/executor.ts';
import { targetsOf } from '#core/plan/jumps.ts';
import type { Plan } from '#core/plan/model.ts';
import { shellOf } from '#core/plan/show.ts';
import type { Host, HostName } from '#core/release/model.ts';
import type { Holder } from '#core/run/leases.ts';
import { everyAtMost } from './every-at-most.ts';
import { findSecrets } from './known-secrets.ts';
import { factsOf, readNote } from './lease/note.ts';
import { dropText, listOverText, seeText } from './lease/texts.ts';
import type { Clock, IdSource, Link, Secrets, Transport } from './ports.ts';
import { ask } from './remote/ask.ts';
import { readFacts } from './remote/facts.ts';
import { cleanText, listText } from './remote/record/left-texts.ts';
import type { SudoLogin } from './remote/wrapper.ts';
import { sudoOf } from './steps/step.ts';

export interface LeftRecord {
  readonly run: string;
  readonly attempt: string;
  /** In whose home it is; null: the user who logs in. */
  readonly user: string | null;
  readonly state: 'running' | 'ended' | 'fenced' | 'gone';
  readonly pid: number;
  readonly kilobytes: number;
  /** A process that still writes to the output of an attempt that is over, such as a daemon; null where there is none. */
  readonly writer: number | null;
}

export interface HostLeftovers {
  readonly host: HostName;
  /** Why the host could not be looked at; null when it was. */
  readonly problem: string | null;
  readonly records: readonly LeftRecord[];
  readonly holder: Holder | null;
  /** Runs whose lease has gone, kept so that an older library does not carry them on. */
  readonly remembered: readonly RememberedRun[];
}

export interface RememberedRun {
  readonly run: string;
  readonly why: 'over' | 'replaced' | 'cleaned';
  readonly at: string;
}

export interface LeftoverPorts {
  readonly transport: Transport;
  readonly secrets: Secrets;
  readonly ids: IdSource;
  readonly clock: Clock;
  /** Who takes things away, for whoever looks at the host later. */
  readonly by: { readonly workstation: string; readonly operator: string };
}

const AT_ONCE = 32;

/** Looks at every host of the plan, in the homes of all users that its steps run as. */
export async function findLeftovers(plan: Plan, ports: LeftoverPorts): Promise<readonly HostLeftovers[]> {
  const { values } = await findSecrets(plan, ports.secrets);
  return everyAtMost(AT_ONCE, targetsOf(plan), (host) => lookAt(host, { plan, ports, secrets: values }));
}

/** Removes the records of these runs, except attempts that something alive belongs to, and their leases. Gives what is there afterwards. */
export async function removeLeftovers(
  plan: Plan,
  ports: LeftoverPorts,
  runs: readonly string[],
): Promise<readonly HostLeftovers[]> {
  const { values } = await findSecrets(plan, ports.secrets);
  const search = { plan, ports, secrets: values };
  return everyAtMost(AT_ONCE, targetsOf(plan), async (host) => {
    const link = await ports.transport.connect(host, plan.hosts);
    if (!link.ok) return unseen(host, link.error.message);
    const at = ports.clock.now().toISOString();
    const drop = dropText(runs, { ...ports.by, at });
    await say(link.value, { text: drop, sudo: null }, ports);
    const text = [...runs.map((run) => `( ${cleanText(run)} )`), ':'].join('\n');
    for (const { sudo } of usersOf(host, search)) await say(link.value, { text, sudo }, ports);
    return lookAt(host, search);
  });
}

/** Where records and leases are looked for, and as whom. */
interface LeftoverSearch {
  readonly plan: Plan;
  readonly ports: LeftoverPorts;
  readonly secrets: ReadonlyMap<string, string>;
}

async function lookAt(host: Host, search: LeftoverSearch): Promise<HostLeftovers> {
  const { plan, ports } = search;
  const link = await ports.transport.connect(host, plan.hosts);
  if (!link.ok) return unseen(host, link.error.message);
  const records: LeftRecord[] = [];
  let problem: string | null = null;
  for (const { user, sudo } of usersOf(host, search)) {
    const said = await say(link.value, { text: listText(), sudo }, ports);
    if (said.split('\n').includes('listed')) records.push(...readRecords(said, user));
    else problem = `The records of ${user ?? 'the login user'} could not be read`;
  }
  const text = `${seeText(NO_RUN, [])}\n${listOverText()}`;
  const said = await say(link.value, { text, sudo: null }, ports);
  const { holder } = readNote(readFacts(said), 0);
  return { host: host.name, problem, records, holder: holder && factsOf(holder), remembered: readOver(said) };
}

function unseen({ name }: Host, problem: string): HostLeftovers {
  return { host: name, problem, records: [], holder: null, remembered: [] };
}

/** The note is asked about no run in particular. */
const NO_RUN = '-';

const OVER = /^over (\S+) (over|replaced|cleaned) (\S+) /gm;

function readOver(said: string): readonly RememberedRun[] {
  return [...said.matchAll(OVER)].map(([, run = '', why, at = '']) => ({
    run,
    why: why as RememberedRun['why'],
    at,
  }));
}

async function say(
  link: Link,
  { text, sudo }: { readonly text: string; readonly sudo: SudoLogin | null },
  { ids, clock }: LeftoverPorts,
): Promise<string> {
  const nonce = `hp${ids.attemptId().toLowerCase()}`;
  const job = { text, env: {}, cwd: null, sudo };
  return (await ask(link, { job, nonce, clock, maxCharacters: LONGEST_LIST_CHARACTERS })).stdout;
}

/** A record takes about 80. */
const LONGEST_LIST_CHARACTERS = 8 * 1024 * 1024;

const RECORD = /^record (\S+) (\S+) (running|ended|fenced|gone) (\d+) (\d+) (\d+)$/gm;

function readRecords(said: string, user: string | null): readonly LeftRecord[] {
  return [...said.matchAll(RECORD)].map(([, run = '', attempt = '', state, pid, kilobytes, writer]) => ({
    run,
    attempt,
    user,
    state: state as LeftRecord['state'],
    pid: Number(pid),
    kilobytes: Number(kilobytes),
    writer: Number(writer) || null,
  }));
}

function usersOf(
  host: Host,
  { plan, secrets }: LeftoverSearch,
): readonly { readonly user: string | null; readonly sudo: SudoLogin | null }[] {
  const found = new Map<string | null, SudoLogin | null>([[null, null]]);
  for (const step of plan.steps) {
    for (const unit of step.units) {
      const shell = executorOf(unit) === host.name ? shellOf(unit.task) : null;
      if (shell?.sudo) found.set(shell.sudo.user, sudoOf(shell, secrets));
    }
  }
  return [...found].map(([user, sudo]) => ({ user, sudo }));
}
