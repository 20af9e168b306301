import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf, type Refused, refusedBy } from '#bridge/failure.ts';
import type { PlanAnswer } from '#contract/commands/releases.ts';
import type { RunNeeds } from '#contract/commands/run-start.ts';
import type { CredentialReference, SecretSource, UntrustedHost } from '#contract/commands/trust.ts';
import type { Input } from '#contract/commands.ts';
import type { PlanName } from '#core/release/model.ts';
import { type KnownPerson, proposedPerson } from '#core/release/people.ts';
import { isProduction } from '#core/release/production.ts';
import type { Mode, RunId } from '#core/run/events.ts';

export interface StartForm {
  readonly environment: string | null;
  readonly plan: PlanName;
  readonly mode: Mode;
  readonly limit: string;
  /** One `name=value` a line. */
  readonly vars: string;
  readonly operator: string;
  /** Rehearse on production all the same. */
  readonly force: boolean;
  /** Take hosts that another run or another workstation holds. */
  readonly takeOver: boolean;
  /** Wait until others have let go of hosts. */
  readonly waitForHosts: boolean;
  /** The run whose unfinished hosts alone are taken; null: it stands on its own. */
  readonly failedOf: RunId | null;
}

/** What is typed on the page, and kept until a run is started with it. */
export type TypedChoice = Pick<StartForm, 'limit' | 'vars' | 'operator'>;

export interface StartStore {
  readonly form: StartForm;
  readonly release: {
    readonly name: string;
    readonly version: string;
    readonly environments: readonly string[];
    /** Who may act in its runs; empty where anybody may. */
    readonly people: readonly KnownPerson[];
  } | null;
  readonly answer: PlanAnswer | null;
  readonly needs: RunNeeds | null;
  /** Null while the hosts are asked for their keys. */
  readonly untrusted: readonly UntrustedHost[] | null;
  /** Why the hosts could not be asked. */
  readonly keysFailure: string | null;
  readonly failure: Refused | null;
  /** Why the run was not started. */
  readonly refused: Refused | null;
  readonly busy: boolean;
  load(): Promise<void>;
  change(change: Partial<StartForm>): void;
  /** Plans anew with what the form says now. */
  refresh(): Promise<void>;
  askForKeys(): Promise<void>;
  /** True when it is kept. */
  setCredential(name: string, reference: CredentialReference): Promise<boolean>;
  setSecret(name: string, source: SecretSource): Promise<boolean>;
  /** True when it is kept. */
  accept(host: UntrustedHost, by: string): Promise<boolean>;
  /** The new run; null when it was refused. */
  start(): Promise<RunId | null>;
}

interface Start {
  readonly release: string;
  /** What the form says at first. */
  readonly form: Partial<StartForm>;
}

export function createStartStore(bridge: Bridge, begin: Start): StoreApi<StartStore> {
  return createStore<StartStore>((set, get, store) => {
    const planner = createPlanner(bridge, begin.release, store);
    const act = (what: () => Promise<unknown>): Promise<boolean> => tryIt(store, what);
    return {
      ...EMPTY,
      form: { ...EMPTY.form, ...begin.form },
      load: async () => {
        await act(async () => {
          await loadRelease(bridge, begin.release, store);
          await get().refresh();
        });
      },
      change: (change) => set({ form: { ...get().form, ...change } }),
      ...planner,
      setCredential: (name, reference) =>
        act(async () => {
          await bridge.call('credentials.set', { name, reference });
          await get().refresh();
        }),
      setSecret: (name, source) =>
        act(async () => {
          await bridge.call('secrets.set', { name, source });
          await get().refresh();
        }),
      accept: ({ address, port, publicKey, presented }, by) =>
        act(async () => {
          await bridge.call('hosts.accept', { address, port, publicKey, fingerprint: presented, by });
          const left = get().untrusted?.filter((each) => !isKeyOf(each, { address, port, publicKey })) ?? [];
          // A host behind the last of them may have been out of reach until now.
          if (left.length === 0) await get().askForKeys();
          else set({ untrusted: left });
        }),
      start: async () => {
        const { form } = get();
        const choice = choiceOf(begin.release, form);
        let run: RunId | null = null;
        await act(async () => {
          if (!choice) return;
          const { mode, force, takeOver, waitForHosts } = form;
          const operator = form.operator.trim();
          const how = { mode, operator, force, takeOver, waitForHosts };
          try {
            ({ run } = await bridge.call('run.start', { ...choice, ...how }));
          } catch (cause) {
            set({ refused: refusedBy(cause) });
          }
        });
        return run;
      },
    };
  });
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
    waitForHosts: false,
    failedOf: null,
  },
  release: null,
  answer: null,
  needs: null,
  untrusted: null,
  keysFailure: null,
  failure: null,
  refused: null,
  busy: false,
} as const;

type Store = Pick<StoreApi<StartStore>, 'setState' | 'getState'>;

/** Does it, and tells why it could not be done. True when it was. */
async function tryIt({ setState }: Store, act: () => Promise<unknown>): Promise<boolean> {
  setState({ busy: true, failure: null, refused: null });
  try {
    await act();
    return true;
  } catch (cause) {
    setState({ failure: refusedBy(cause) });
    return false;
  } finally {
    setState({ busy: false });
  }
}

async function loadRelease(bridge: Bridge, release: string, { setState, getState }: Store): Promise<void> {
  const [releases, settings] = await Promise.all([
    bridge.call('release.list', {}),
    bridge.call('settings.read', {}),
  ]);
  const found = releases.find((summary) => summary.id === release);
  if (!found) throw new Error('This release is not in the library any more.');
  const { form } = getState();
  const operator = proposedPerson(found.people, form.operator || settings.operator);
  setState({
    release: found,
    form: { ...form, operator, environment: form.environment ?? found.environments[0] ?? null },
  });
}

/** Plans and asks for keys; an answer to a form that was changed since is dropped. */
function createPlanner(
  bridge: Bridge,
  release: string,
  { setState, getState }: Store,
): Pick<StartStore, 'refresh' | 'askForKeys'> {
  let turn = 0;
  const askForKeys = async (): Promise<void> => {
    const choice = choiceOf(release, getState().form);
    if (!choice) return;
    const { environment, limit, failedOf } = choice;
    const mine = turn;
    setState({ untrusted: null, keysFailure: null });
    try {
      const untrusted = await bridge.call('hosts.untrusted', { release, environment, limit, failedOf });
      if (mine === turn) setState({ untrusted });
    } catch (cause) {
      if (mine === turn) setState({ keysFailure: messageOf(cause) });
    }
  };
  const refresh = async (): Promise<void> => {
    const choice = choiceOf(release, getState().form);
    if (!choice) return;
    turn += 1;
    const mine = turn;
    try {
      const [answer, needs] = await Promise.all([
        bridge.call('release.plan', choice),
        bridge.call('run.needs', choice),
      ]);
      if (mine !== turn) return;
      setState({ answer, needs, failure: null });
      await askForKeys();
    } catch (cause) {
      if (mine === turn) setState({ answer: null, needs: null, failure: refusedBy(cause) });
    }
  };
  return { refresh, askForKeys };
}

function choiceOf(release: string, form: StartForm): Input<'release.plan'> | null {
  const { environment, plan, failedOf } = form;
  if (environment === null) return null;
  const limit = form.limit.trim() || null;
  return { release, environment, plan, limit, vars: readVars(form.vars).vars, failedOf };
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
export function blockersOf({
  form,
  answer,
  failure,
  needs,
  untrusted,
  keysFailure,
}: StartStore): readonly string[] {
  const blockers: string[] = [];
  const say = (stands: boolean, text: string): void => {
    if (stands) blockers.push(text);
  };
  say(form.environment === null, 'Choose an environment.');
  say(form.operator.trim() === '', 'Say who runs it.');
  say(readVars(form.vars).wrong.length > 0, 'Every variable is written name=value.');
  say(rehearsesProduction(form, answer) && !form.force, 'A rehearsal on production has to be confirmed.');
  say(answer === null && failure !== null, 'There is no plan to run.');
  say(answer !== null && answer.plan === null, 'The plan has problems.');
  const missing =
    (needs?.credentials.filter((c) => c.reference === null).length ?? 0) +
    (needs?.secrets.filter((s) => s.source === null).length ?? 0);
  say(
    missing > 0,
    `${missing === 1 ? 'One credential or secret has' : `${missing} credentials or secrets have`} no source yet.`,
  );
  const stopped = untrusted?.filter((host) => host.verdict !== 'unknown').length ?? 0;
  const open = (untrusted?.length ?? 0) - stopped;
  say(
    stopped > 0,
    `${stopped === 1 ? 'One host shows' : `${stopped} hosts show`} a key that must not be believed.`,
  );
  say(open > 0, `${open === 1 ? 'One host key is' : `${open} host keys are`} not accepted yet.`);
  say(
    untrusted === null && keysFailure === null && answer?.plan != null,
    'The hosts are being asked for their keys.',
  );
  return blockers;
}

export function rehearsesProduction(form: StartForm, answer: PlanAnswer | null): boolean {
  return form.mode === 'rehearsal' && isProduction(answer?.plan?.environment.kind);
}
