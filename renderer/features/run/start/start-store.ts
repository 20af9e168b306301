import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { CredentialReference, Input, PlanAnswer, RunNeeds, SecretSource, UntrustedHost } from '#contract/commands.ts';
import type { PlanName } from '#core/release/model.ts';
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
}

export interface StartStore {
  readonly form: StartForm;
  readonly release: { readonly name: string; readonly version: string; readonly environments: readonly string[] } | null;
  readonly answer: PlanAnswer | null;
  readonly needs: RunNeeds | null;
  /** Null while the hosts are asked for their keys. */
  readonly untrusted: readonly UntrustedHost[] | null;
  /** Why the hosts could not be asked. */
  readonly keysFailure: string | null;
  readonly failure: string | null;
  readonly busy: boolean;
  load(): Promise<void>;
  change(change: Partial<StartForm>): void;
  /** Plans anew with what the form says now. */
  refresh(): Promise<void>;
  askForKeys(): Promise<void>;
  setCredential(name: string, reference: CredentialReference): Promise<void>;
  setSecret(name: string, source: SecretSource): Promise<void>;
  accept(host: UntrustedHost, by: string): Promise<void>;
  /** The new run; null when it was refused. */
  start(): Promise<RunId | null>;
}

interface Start {
  readonly release: string;
  readonly environment: string | null;
  readonly plan: PlanName;
}

export function createStartStore(bridge: Bridge, { release, environment, plan }: Start): StoreApi<StartStore> {
  return createStore<StartStore>((set, get) => {
    let turn = 0;
    const choice = (): Input<'release.plan'> | null => {
      const { form } = get();
      if (form.environment === null) return null;
      return { release, environment: form.environment, plan: form.plan, limit: form.limit.trim() || null, vars: readVars(form.vars).vars };
    };
    /** Does it, tells why it could not be done, and plans anew. */
    const then = async (act: () => Promise<unknown>): Promise<void> => {
      set({ busy: true, failure: null });
      await act().catch((cause: unknown) => set({ failure: messageOf(cause) }));
      set({ busy: false });
    };
    return {
      form: { environment, plan, mode: 'live', limit: '', vars: '', operator: '', force: false },
      release: null,
      answer: null,
      needs: null,
      untrusted: null,
      keysFailure: null,
      failure: null,
      busy: false,
      load: () =>
        then(async () => {
          const [releases, settings] = await Promise.all([bridge.call('release.list', {}), bridge.call('settings.read', {})]);
          const found = releases.find((summary) => summary.id === release);
          if (!found) throw new Error('This release is not in the library any more.');
          const { form } = get();
          set({ release: found, form: { ...form, operator: form.operator || settings.operator, environment: form.environment ?? found.environments[0] ?? null } });
          await get().refresh();
        }),
      change: (change) => set({ form: { ...get().form, ...change } }),
      refresh: async () => {
        const wanted = choice();
        if (!wanted) return;
        const mine = ++turn;
        try {
          const [answer, needs] = await Promise.all([bridge.call('release.plan', wanted), bridge.call('run.needs', wanted)]);
          if (mine !== turn) return;
          set({ answer, needs, failure: null });
          await get().askForKeys();
        } catch (cause) {
          if (mine === turn) set({ answer: null, needs: null, failure: messageOf(cause) });
        }
      },
      askForKeys: async () => {
        const wanted = choice();
        if (!wanted) return;
        const mine = turn;
        set({ untrusted: null, keysFailure: null });
        try {
          const untrusted = await bridge.call('hosts.untrusted', { release, environment: wanted.environment, limit: wanted.limit });
          if (mine === turn) set({ untrusted });
        } catch (cause) {
          if (mine === turn) set({ keysFailure: messageOf(cause) });
        }
      },
      setCredential: (name, reference) =>
        then(async () => {
          await bridge.call('credentials.set', { name, reference });
          await get().refresh();
        }),
      setSecret: (name, source) =>
        then(async () => {
          await bridge.call('secrets.set', { name, source });
          await get().refresh();
        }),
      accept: ({ address, port, publicKey, presented }, by) =>
        then(async () => {
          await bridge.call('hosts.accept', { address, port, publicKey, fingerprint: presented, by });
          await get().askForKeys();
        }),
      start: async () => {
        const wanted = choice();
        const { form } = get();
        let run: RunId | null = null;
        await then(async () => {
          if (!wanted) return;
          ({ run } = await bridge.call('run.start', { ...wanted, mode: form.mode, operator: form.operator.trim(), force: form.force }));
        });
        return run;
      },
    };
  });
}

/** `name=value` lines; a line that is not one is named. */
export function readVars(text: string): { readonly vars: Record<string, string>; readonly wrong: readonly string[] } {
  const vars: Record<string, string> = {};
  const wrong: string[] = [];
  for (const line of text.split('\n').map((each) => each.trim()).filter(Boolean)) {
    const at = line.indexOf('=');
    if (at < 1) wrong.push(line);
    else vars[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  return { vars, wrong };
}

/** What still stands in the way of starting, in the order of the page. */
export function blockersOf({ form, answer, needs, untrusted, keysFailure }: StartStore): readonly string[] {
  const blockers: string[] = [];
  const say = (stands: boolean, text: string): void => {
    if (stands) blockers.push(text);
  };
  say(form.environment === null, 'Choose an environment.');
  say(form.operator.trim() === '', 'Say who runs it.');
  say(readVars(form.vars).wrong.length > 0, 'Every variable is written name=value.');
  say(rehearsesProduction(form, answer) && !form.force, 'A rehearsal on production has to be confirmed.');
  say(answer !== null && answer.plan === null, 'The plan has problems.');
  const missing = (needs?.credentials.filter((c) => c.reference === null).length ?? 0) + (needs?.secrets.filter((s) => s.source === null).length ?? 0);
  say(missing > 0, `${missing === 1 ? 'One credential or secret has' : `${missing} credentials or secrets have`} no source yet.`);
  const stopped = untrusted?.filter((host) => host.standing !== 'unknown').length ?? 0;
  const open = (untrusted?.length ?? 0) - stopped;
  say(stopped > 0, `${stopped === 1 ? 'One host shows' : `${stopped} hosts show`} a key that must not be believed.`);
  say(open > 0, `${open === 1 ? 'One host key is' : `${open} host keys are`} not accepted yet.`);
  say(untrusted === null && keysFailure === null && answer?.plan != null, 'The hosts are being asked for their keys.');
  return blockers;
}

export function rehearsesProduction(form: StartForm, answer: PlanAnswer | null): boolean {
  return form.mode === 'rehearsal' && answer?.plan?.environment.kind === 'production';
}
