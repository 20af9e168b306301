import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf, type Refused, refusedBy } from '#bridge/failure.ts';
import type { PlanAnswer } from '#contract/commands/releases.ts';
import type { RunNeeds } from '#contract/commands/run-start.ts';
import type { ShownKeys, UntrustedHost } from '#contract/commands/trust.ts';
import type { Input } from '#contract/commands.ts';
import type { Override } from '#core/gate/model.ts';
import type { CredentialReference, SecretReference } from '#core/library/references.ts';
import type { PlanName } from '#core/release/model.ts';
import { type NamedPerson, proposedPerson } from '#core/release/people.ts';
import { isProduction } from '#core/release/production.ts';
import type { RunId } from '#core/run/events.ts';
import type { Mode } from '#core/run/mode.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { changeParts, type PartsChange } from '#ui/store-parts.ts';
import {
  askGate,
  gateBlockersOf,
  NO_GATE,
  type OpenedGate,
  overridesOf,
  wantsConfirmation,
} from './start-gate.ts';

export interface StartForm {
  readonly environment: string | null;
  readonly plan: PlanName;
  readonly mode: Mode;
  readonly limit: string;
  /** One `name=value` a line. */
  readonly vars: string;
  readonly operator: string;
  /** Rehearse on production anyway. */
  readonly force: boolean;
  /** Take over hosts that are leased to another run or workstation. */
  readonly takeOver: boolean;
  /** The step at which it begins; null: the first. */
  readonly from: string | null;
  /** Why what comes before is left out. */
  readonly leaveOutBecause: string;
  /** Each step begins with a person's yes. */
  readonly stepByStep: boolean;
  /** Wait until others have let go of hosts. */
  readonly waitForHosts: boolean;
  /** The run whose unfinished hosts alone are taken; null: it stands on its own. */
  readonly failedOf: RunId | null;
  /** What a person lets the run begin in spite of, by the key of the rule. */
  readonly overrides: Readonly<Record<string, Override>>;
  /** What was typed to confirm a live run on production. */
  readonly confirmation: string;
}

/** What is typed on the page, and kept until a run is started with it. */
export type TypedChoice = Pick<
  StartForm,
  'limit' | 'vars' | 'operator' | 'overrides' | 'from' | 'leaveOutBecause'
>;

export interface StartFacts {
  readonly name: string;
  readonly version: string;
  readonly environments: readonly string[];
  /** Who may act in its runs; empty where anybody may. */
  readonly people: readonly NamedPerson[];
}

/** What is known before it starts. */
interface Prepared {
  readonly release: StartFacts | null;
  readonly answer: PlanAnswer | null;
  readonly needs: RunNeeds | null;
  readonly failure: Refused | null;
}

interface HostKeys {
  /** Null while the hosts are asked for their keys. */
  readonly untrusted: readonly UntrustedHost[] | null;
  /** Hosts of whose key nothing is known now. */
  readonly unasked: ShownKeys['unasked'];
  /** Why the hosts could not be asked. */
  readonly failure: string | null;
}

interface Starting {
  readonly busy: boolean;
  /** Why the run was not started. */
  readonly refused: Refused | null;
}

interface StartState {
  readonly form: StartForm;
  readonly prepared: Prepared;
  readonly gate: OpenedGate;
  readonly keys: HostKeys;
  readonly starting: Starting;
}

export interface StartStore extends StartState {
  readonly prepare: {
    load(): Promise<void>;
    change(change: Partial<StartForm>): void;
    /** Plans anew with what the form says now. */
    refresh(): Promise<void>;
    /** Judges anew: time has passed. */
    askForGate(): Promise<void>;
  };
  /** Where credentials and secrets are found; true when it is kept. */
  readonly sources: {
    setCredential(name: string, reference: CredentialReference): Promise<boolean>;
    setSecret(name: string, source: SecretReference): Promise<boolean>;
  };
  readonly trust: {
    askForKeys(): Promise<void>;
    /** True when it is kept. */
    /** `why`: of a key that was announced; null of one that nobody knew. */
    accept(host: UntrustedHost, by: string, why: string | null): Promise<boolean>;
  };
  /** The new run; null when it was refused. */
  start(): Promise<RunId | null>;
}

interface Start {
  readonly release: string;
  /** What the form says at first. */
  readonly form: Partial<StartForm>;
}

export function createStartStore(bridge: Bridge, begin: Start): StoreApi<StartStore> {
  return createStore<StartStore>((set, get) => {
    const change = (parts: PartsChange<StartState>): void => set((state) => changeParts(state, parts));
    const parts: StartParts = { bridge, release: begin.release, get, change };
    const { refresh, askForKeys, askForGate } = createPlanner(parts);
    return {
      ...EMPTY,
      form: { ...EMPTY.form, ...begin.form },
      prepare: {
        async load() {
          await tryIt(parts, async () => {
            await loadRelease(parts);
            await refresh();
          });
        },
        change: (form) => change({ form }),
        refresh,
        askForGate,
      },
      sources: sourcesOf(parts, refresh),
      trust: { askForKeys, accept: (host, by, why) => accept(parts, { host, by, why, askForKeys }) },
      start: () => startRun(parts),
    };
  });
}

interface StartParts {
  readonly bridge: Bridge;
  readonly release: string;
  get(): StartState;
  change(parts: PartsChange<StartState>): void;
}

function sourcesOf(parts: StartParts, refresh: () => Promise<void>): StartStore['sources'] {
  const { bridge } = parts;
  return {
    setCredential: (name, reference) =>
      tryIt(parts, async () => {
        await bridge.call('credentials.set', { name, reference });
        await refresh();
      }),
    setSecret: (name, reference) =>
      tryIt(parts, async () => {
        await bridge.call('secrets.set', { name, reference });
        await refresh();
      }),
  };
}

interface Accepted {
  readonly host: UntrustedHost;
  readonly by: string;
  readonly why: string | null;
  askForKeys(): Promise<void>;
}

function accept(parts: StartParts, { host, by, why, askForKeys }: Accepted): Promise<boolean> {
  const { bridge, get, change } = parts;
  const { address, port, publicKey, presented: fingerprint } = host;
  return tryIt(parts, async () => {
    await bridge.call('hosts.accept', { address, port, publicKey, fingerprint, by, why });
    const left = get().keys.untrusted?.filter((each) => !isKeyOf(each, host)) ?? [];
    // A host behind the last of them may have been out of reach until now.
    if (left.length === 0) await askForKeys();
    else change({ keys: { untrusted: left } });
  });
}

async function startRun(parts: StartParts): Promise<RunId | null> {
  const { bridge, get, change } = parts;
  const { form } = get();
  const choice = choiceOf(parts.release, form);
  let run: RunId | null = null;
  await tryIt(parts, async () => {
    if (!choice) return;
    const { mode, force, stepByStep, takeOver, waitForHosts, confirmation } = form;
    const operator = form.operator.trim();
    const overrides = overridesOf(get());
    const leaveOutBecause = form.leaveOutBecause.trim();
    const how = {
      mode,
      operator,
      force,
      stepByStep,
      leaveOutBecause,
      takeOver,
      waitForHosts,
      overrides,
      confirmation,
    };
    try {
      ({ run } = await bridge.call('run.start', { ...choice, ...how }));
    } catch (cause) {
      change({ starting: { refused: refusedBy(cause) } });
    }
  });
  return run;
}

type HostKey = Pick<UntrustedHost, 'address' | 'port' | 'publicKey'>;

/** Hosts of two names may be one. */
function isKeyOf(host: HostKey, { address, port, publicKey }: HostKey): boolean {
  return host.address === address && host.port === port && host.publicKey === publicKey;
}

const EMPTY = {
  form: {
    environment: null,
    plan: 'deployment',
    mode: 'live',
    limit: '',
    vars: '',
    operator: '',
    force: false,
    takeOver: false,
    from: null,
    leaveOutBecause: '',
    stepByStep: false,
    waitForHosts: false,
    failedOf: null,
    overrides: {},
    confirmation: '',
  },
  gate: NO_GATE,
  prepared: { release: null, answer: null, needs: null, failure: null },
  keys: { untrusted: null, unasked: [], failure: null },
  starting: { busy: false, refused: null },
} as const;

/** Does it, and tells why it could not be done. True when it was. */
async function tryIt({ change }: StartParts, act: () => Promise<unknown>): Promise<boolean> {
  change({ prepared: { failure: null }, starting: { busy: true, refused: null } });
  try {
    await act();
    return true;
  } catch (cause) {
    change({ prepared: { failure: refusedBy(cause) } });
    return false;
  } finally {
    change({ starting: { busy: false } });
  }
}

async function loadRelease({ bridge, release, get, change }: StartParts): Promise<void> {
  const [releases, settings] = await Promise.all([
    bridge.call('release.list', {}),
    bridge.call('settings.read', {}),
  ]);
  const found = releases.find((summary) => summary.id === release);
  if (!found) throw new Error('This release is not in the library any more.');
  const { form } = get();
  const operator = proposedPerson(found.people, form.operator || settings.operator);
  change({
    prepared: { release: found },
    form: { operator, environment: form.environment ?? found.environments[0] ?? null },
  });
}

/** Plans and asks for keys; an answer to a form that was changed since is dropped. */
function createPlanner({ bridge, release, get, change }: StartParts) {
  let turn = 0;
  const askForKeys = async (): Promise<void> => {
    const choice = choiceOf(release, get().form);
    if (!choice) return;
    const { environment, limit, failedOf } = choice;
    const mine = turn;
    change({ keys: { untrusted: null, unasked: [], failure: null } });
    try {
      const shown = await bridge.call('hosts.untrusted', { release, environment, limit, failedOf });
      if (mine === turn) change({ keys: shown });
    } catch (cause) {
      if (mine === turn) change({ keys: { failure: messageOf(cause) } });
    }
  };
  const askForGate = async (): Promise<void> => {
    const choice = choiceOf(release, get().form);
    if (!choice || choice.plan === 'backout') return;
    const mine = turn;
    const gate = await askGate(bridge, choice);
    if (mine === turn) change({ gate });
  };
  const refresh = async (): Promise<void> => {
    const choice = choiceOf(release, get().form);
    if (!choice) return;
    turn += 1;
    const mine = turn;
    change({ gate: NO_GATE });
    void askForGate();
    try {
      const [answer, needs] = await Promise.all([
        bridge.call('release.plan', choice),
        bridge.call('run.needs', choice),
      ]);
      if (mine !== turn) return;
      change({ prepared: { answer, needs, failure: null } });
      await askForKeys();
    } catch (cause) {
      const failure = refusedBy(cause);
      if (mine === turn) change({ prepared: { answer: null, needs: null, failure } });
    }
  };
  return { refresh, askForKeys, askForGate };
}

function choiceOf(release: string, form: StartForm): Input<'release.plan'> | null {
  const { environment, plan, failedOf, from } = form;
  if (environment === null) return null;
  const limit = form.limit.trim() || null;
  return { release, environment, plan, limit, from, vars: readVars(form.vars).vars, failedOf };
}

/** `name=value` lines; a line that is not one is named. */
export function readVars(text: string): {
  readonly vars: Record<string, string>;
  readonly wrong: readonly string[];
} {
  const vars: Record<string, string> = {};
  const wrong: string[] = [];
  for (const line of text
    .split('\n')
    .map((each) => each.trim())
    .filter(Boolean)) {
    const at = line.indexOf('=');
    if (at < 1) wrong.push(line);
    else vars[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return { vars, wrong };
}

/** What still stands in the way of starting, in the order of the page. */
export function blockersOf(state: StartState): readonly string[] {
  const { form, prepared, keys } = state;
  const { answer, failure, needs } = prepared;
  const { untrusted } = keys;
  const blockers: string[] = [];
  const say = (stands: boolean, text: string): void => {
    if (stands) blockers.push(text);
  };
  say(form.environment === null, 'Choose an environment.');
  say(form.operator.trim() === '', 'Enter who runs it.');
  say(form.from !== null && form.leaveOutBecause.trim() === '', 'Say why the steps before are left out.');
  say(readVars(form.vars).wrong.length > 0, 'Write each variable as name=value.');
  say(rehearsesProduction(form, answer) && !form.force, 'A rehearsal on production has to be confirmed.');
  blockers.push(...gateBlockersOf(state));
  say(answer === null && failure !== null, 'There is no plan to run.');
  say(answer !== null && answer.plan === null, 'The plan has problems.');
  const missing =
    (needs?.credentials.filter((c) => c.reference === null).length ?? 0) +
    (needs?.secrets.filter((s) => s.reference === null).length ?? 0);
  say(
    missing > 0,
    `${formatCount(missing, 'credential or secret has', 'credentials or secrets have')} no source yet.`,
  );
  const stopped =
    untrusted?.filter(({ verdict }) => verdict === 'changed' || verdict === 'revoked').length ?? 0;
  const open = (untrusted?.length ?? 0) - stopped;
  say(stopped > 0, `${formatCount(stopped, 'host shows', 'hosts show')} a key that must not be trusted.`);
  say(open > 0, `${formatCount(open, 'host key is', 'host keys are')} not accepted yet.`);
  say(
    untrusted === null && keys.failure === null && answer?.plan != null,
    'The hosts are being asked for their keys.',
  );
  say(wantsConfirmation(state), 'Confirm that this is production.');
  return blockers;
}

export function rehearsesProduction(form: StartForm, answer: PlanAnswer | null): boolean {
  return form.mode === 'rehearsal' && isProduction(answer?.plan?.environment.kind);
}
