/** The program behind the page, in memory: enough of the contract to draw every screen and to test the stores. */
import type { HoldpointApi, News } from '#contract/api.ts';
import type { ReleaseSummary, ReleaseText } from '#contract/commands/releases.ts';
import type { RunSummary } from '#contract/commands/run-records.ts';
import type { Settings } from '#contract/commands/workstation.ts';
import type { CommandName, Input, Output } from '#contract/commands.ts';
import { CommandFailure } from '#contract/errors.ts';
import { outlinePlan } from '#core/plan/outline.ts';
import { planRelease } from '#core/plan/plan-release.ts';
import type { Revision } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { NO_RULES } from './no-rules.ts';

type Handler<C extends CommandName> = (input: Input<C>) => Output<C> | Promise<Output<C>>;
export type FakeHandlers = { [C in CommandName]?: Handler<C> };

export interface FakeApi extends HoldpointApi {
  /** Sends news to the page as the program would. */
  tell(news: News): void;
  /** Replaces or adds the answer to one command. */
  answer<C extends CommandName>(command: C, handler: Handler<C>): void;
  readonly calls: { readonly command: CommandName; readonly input: unknown }[];
}

export interface FakeContents {
  readonly releases?: readonly { readonly summary: ReleaseSummary; readonly text: string }[];
  readonly runs?: readonly RunSummary[];
  readonly settings?: Partial<Settings>;
}

export function createFakeApi(contents: FakeContents = {}): FakeApi {
  const listeners = new Set<(news: News) => void>();
  const calls: { command: CommandName; input: unknown }[] = [];
  const handlers: FakeHandlers = { ...libraryHandlers(contents), ...workstationHandlers(contents) };
  return {
    calls,
    tell(news) {
      for (const listener of listeners) listener(news);
    },
    answer: (command, handler) => Object.assign(handlers, { [command]: handler }),
    onNews(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    importDropped: () => null,
    async call(command, input) {
      calls.push({ command, input });
      const handler = handlers[command];
      if (!handler)
        return { ok: false, error: { code: 'not-found', message: `The double does not know ${command}.` } };
      try {
        return { ok: true, value: await handler(input) };
      } catch (cause) {
        if (!(cause instanceof CommandFailure)) throw cause;
        return { ok: false, error: { code: cause.code, message: cause.message, details: cause.details } };
      }
    },
  };
}

function libraryHandlers(contents: FakeContents): FakeHandlers {
  const releases = new Map((contents.releases ?? []).map((each) => [each.summary.id, { ...each, saved: 1 }]));
  const find = (id: string) => {
    const found = releases.get(id);
    if (!found) throw new CommandFailure('not-found', `There is no release ${id} in the library.`);
    return found;
  };
  const textOf = (id: string): ReleaseText => ({
    id,
    text: find(id).text,
    folder: null,
    saved: find(id).saved,
  });
  return {
    'release.list': () => [...releases.values()].map((each) => each.summary),
    'release.open': ({ release }) => textOf(release),
    'release.save': ({ release, text, saved }) => {
      const found = find(release);
      if (saved !== found.saved)
        throw new CommandFailure('conflict', 'The release was changed elsewhere since it was opened.');
      releases.set(release, { ...found, text, saved: saved + 1 });
      return { saved: saved + 1 };
    },
    'release.create': ({ id, name, version }) => {
      const text = `holdpoint: 1\n\nrelease:\n  id: ${id}\n  name: ${name}\n  version: "${version}"\n`;
      const summary: ReleaseSummary = {
        id,
        name,
        version,
        revision: null,
        errors: 0,
        environments: [],
        people: [],
        savedAt: new Date().toISOString(),
        lastRun: null,
        standing: null,
      };
      releases.set(id, { summary, text, saved: 1 });
      return textOf(id);
    },
    'run.undoHistory': () => ({}),
    'release.delete': ({ release }) => {
      releases.delete(release);
      return null;
    },
    'release.plan': ({ release, environment, plan, limit, vars }) => {
      const parsed = parseRelease(find(release).text).release;
      if (!parsed) return { plan: null, problems: [] };
      const asked = {
        release: parsed,
        environment,
        plan,
        limit,
        vars,
        files: {},
        revision: '4f2a' as Revision,
      };
      const { plan: made, problems } = planRelease(asked);
      return { plan: made && outlinePlan(made), problems };
    },
    'release.gate': ({ environment }) => ({ ...NO_RULES, environment }),
    'release.approvals': () => ({ revision: null, given: [], people: [] }),
    'release.sample': () => ({ id: [...releases.keys()][0] ?? 'sample' }),
    'run.list': ({ release }) =>
      (contents.runs ?? []).filter((run) => release === null || run.releaseId === release),
    'run.notListed': () => ({ runs: [], isLossy: false }),
    'run.interrupted': () => [],
  };
}

export const usualSettings: Settings = {
  operator: 'Ada Berg',
  theme: 'auto',
  knownHosts: [],
  connectTimeoutSeconds: null,
  notify: true,
  tray: false,
  clock: 'workstation',
  paper: 'a4',
  keys: {},
};

function workstationHandlers(contents: FakeContents): FakeHandlers {
  let settings: Settings = { ...usualSettings, ...contents.settings };
  let practising = false;
  const practice = () => ({
    running: practising,
    hosts: practising
      ? ['web1', 'web2', 'db1'].map((name, i) => ({ name, address: '127.0.0.1', port: 42_201 + i }))
      : [],
    folder: practising ? '/home/engineer/.local/share/holdpoint/practice' : null,
    limits: null,
  });
  return {
    'settings.read': () => settings,
    'settings.write': (input) => {
      settings = input;
      return settings;
    },
    'app.facts': () => ({
      version: '0.1.0',
      runtime: 'Electron 45.4.1',
      dataFolder: '/home/engineer/.local/share/holdpoint',
      readOnly: null,
      caution: null,
      absentLibrary: null,
      backupFailure: null,
      losses: [],
      platform: 'linux x64',
      operator: 'ada',
    }),
    'app.parts': () => ({
      parts: [
        { name: 'Holdpoint', version: '0.1.0', licence: 'MIT', text: 'MIT License' },
        { name: 'react', version: '19.3.1', licence: 'MIT', text: '' },
      ],
      runtimeFolder: '/opt/holdpoint',
    }),
    'practice.state': practice,
    'practice.start': () => {
      practising = true;
      return practice();
    },
    'practice.stop': () => {
      practising = false;
      return practice();
    },
    'desktop.copy': () => null,
    'credentials.list': () => [
      { name: 'deploy', reference: { kind: 'agent', fingerprint: null } },
      {
        name: 'ops',
        reference: {
          kind: 'key',
          path: '/home/engineer/.ssh/id_ops',
          passphrase: { kind: 'env', variable: 'OPS_PASS' },
        },
      },
    ],
    'credentials.set': () => null,
    'secrets.list': () => [
      { name: 'tokens_db', reference: { kind: 'file', path: '/run/secrets/tokens_db' } },
    ],
    'secrets.set': () => null,
    'hosts.accepted': () => [
      {
        address: '10.20.0.11',
        port: 22,
        keyType: 'ssh-ed25519',
        fingerprint: 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU',
        by: 'Ada Berg',
        at: '2026-11-20T21:14:00Z',
      },
    ],
    'hosts.forget': () => null,
  };
}
