/** A program behind the page, in memory, for tests of the run screens: its steps succeed, fail or hang as told. */

import type { HoldpointApi, News } from '#contract/api.ts';
import type { RunSummary } from '#contract/commands/run-records.ts';
import type { RunNeeds } from '#contract/commands/run-start.ts';
import type { UntrustedHost } from '#contract/commands/trust.ts';
import type { CommandName, Input, Output } from '#contract/commands.ts';
import type { Reply } from '#contract/errors.ts';
import { computeBackout, WHOLE_BACKOUT } from '#core/backout/backout.ts';
import { concernsOf } from '#core/backout/concerns.ts';
import { unfinishedByCause } from '#core/backout/unfinished-hosts.ts';
import type { Plan } from '#core/plan/model.ts';
import { outlinePlan } from '#core/plan/outline.ts';
import type { HostName, StepId } from '#core/release/model.ts';
import { decide, type Effect } from '#core/run/decide.ts';
import type { Outcome, RunEvent, RunEventBody, RunHeader, RunId, UnitRef } from '#core/run/events.ts';
import { type Evidence, SOUND } from '#core/run/evidence.ts';
import type { RunState } from '#core/run/state.ts';
import { foldRun, initialState, transition } from '#core/run/transition.ts';
import { inFlight, readRun } from '#core/run/view.ts';
import { because } from './because.ts';
import { usualSettings } from './fake-api.ts';
import { fakeHead } from './fake-head.ts';
import { allFit } from './fake-preflight.ts';
import { runSummary } from './fake-summary.ts';
import { NO_RULES } from './no-rules.ts';

export interface FakeOutcome {
  readonly outcome: Outcome | 'hangs';
  readonly reason?: string;
  readonly stdout?: string;
  readonly stderr?: string;
}

export interface FakeOptions {
  readonly plan: Plan;
  readonly header?: Partial<RunHeader>;
  /** What becomes of an attempt; ok by default. */
  outcomeOf?(unit: UnitRef, attempt: number): FakeOutcome | undefined;
  readonly held?: boolean;
  /** Stop making events after so many: a run that is still going. */
  readonly events?: number;
  readonly preflight?: Extract<RunEventBody, { type: 'preflightFinished' }>['data'];
  readonly needs?: RunNeeds;
  readonly untrusted?: readonly UntrustedHost[];
  readonly runs?: readonly RunSummary[];
  /** What is found of an attempt when it is looked for or looked at again; unknown by default. */
  foundOf?(unit: UnitRef, attempt: number): FakeFinding | undefined;
  readonly undoHistory?: Readonly<Record<string, number>>;
  /** Until when output of units came. */
  readonly heard?: Output<'run.open'>['heard'];
  readonly evidence?: Evidence;
  /** When the run was made, in ms since 1970. */
  readonly begin?: number;
}

/** `looking`: nothing is found for the time being. `running`: it is found running. */
export type FakeFinding = FakeOutcome | { readonly outcome: 'looking' } | { readonly outcome: 'running' };

export interface FakeRunApi extends HoldpointApi {
  readonly events: readonly RunEvent[];
  readonly calls: readonly { readonly command: string; readonly input: unknown }[];
  tell(news: News): void;
  /** Appends facts and tells the page of them. */
  append(...bodies: readonly RunEventBody[]): void;
  /** The program ends where it stands: nobody carries the run out any more. */
  crash(): void;
  /** The program lets go of the run without a word. */
  letGo(): void;
  /** What refuses the next command of this name, for a person. */
  refuse(command: CommandName, message: string): void;
}

const BEGIN = Date.parse('2026-11-21T02:40:00.000Z');

function headerOf(plan: Plan, over: Partial<RunHeader> = {}): RunHeader {
  return {
    run: '7f3a9c' as RunId,
    releaseId: plan.release.id,
    releaseName: plan.release.name,
    version: plan.release.version,
    revision: plan.revision,
    plan: plan.plan,
    environment: plan.environment.name,
    environmentKind: plan.environment.kind,
    mode: 'live',
    limit: plan.limit,
    vars: {},
    operator: 'Ada Lindqvist',
    planSha256: '0'.repeat(64),
    undoes: null,
    app: '0.1.0',
    ...over,
  };
}

export function createFakeRunApi(options: FakeOptions): FakeRunApi {
  const { plan } = options;
  const header = headerOf(plan, options.header);
  const events: RunEvent[] = [];
  const calls: { command: string; input: unknown }[] = [];
  const listeners = new Set<(news: News) => void>();
  const begin = options.begin ?? BEGIN;
  let state: RunState = initialState(header, plan, new Date(begin).toISOString());
  let held = options.held ?? true;
  const refusals = new Map<CommandName, string>();
  const limit = options.events ?? Number.POSITIVE_INFINITY;

  const push = (body: RunEventBody): RunEvent => {
    const event = {
      ...body,
      run: header.run,
      seq: events.length + 1,
      at: new Date(begin + events.length * 700).toISOString(),
    } as RunEvent;
    events.push(event);
    state = event.type === 'runCreated' ? foldRun(plan, [event]) : transition(state, event);
    return event;
  };
  const tell = (news: News): void => {
    for (const listener of listeners) listener(news);
  };
  const settle = (): void => {
    if (!held) return;
    let bodies = nextBodies();
    while (bodies.length > 0 && events.length < limit) {
      for (const body of bodies) if (events.length < limit) push(body);
      bodies = nextBodies();
    }
  };
  /** What comes of the first thing wanted that anything comes of. */
  const nextBodies = (): readonly RunEventBody[] => {
    for (const effect of decide(state)) {
      const bodies = bodiesOf(effect, options);
      if (bodies.length > 0) return bodies;
    }
    return [];
  };
  const appendAndTell = (bodies: readonly RunEventBody[]): void => {
    const before = events.length;
    for (const body of bodies) push(body);
    settle();
    tell({
      kind: 'runEvents',
      run: header.run,
      events: events.slice(before),
      head: fakeHead(events.length),
    });
  };
  const output = (input: Input<'output.read'> | Input<'output.search'>): Uint8Array => {
    const told = options.outcomeOf?.(input as unknown as UnitRef, input.attempt);
    const text =
      (input.stream === 'stdout' ? told?.stdout : told?.stderr) ??
      (input.stream === 'stdout' ? `${input.step} on ${input.host}: done\n` : '');
    return new TextEncoder().encode(text);
  };

  push({ type: 'runCreated', data: header });
  settle();

  const answers: { [C in CommandName]?: (input: Input<C>) => Output<C> } = {
    'run.open': () => ({
      header,
      plan,
      events: [...events],
      carriedOut: held && state.outcome === null,
      head: fakeHead(events.length),
      evidence: options.evidence ?? SOUND,
      unread: [],
      progress: null,
      heard: options.heard ?? [],
    }),
    'run.eventsAfter': ({ seq }) => ({
      events: events.filter((event) => event.seq > seq),
      head: fakeHead(events.length),
    }),
    'run.answer': ({ question, answer, by, note }) => {
      appendAndTell([{ type: 'questionAnswered', data: { id: question, answer, by, note } }]);
      return null;
    },
    'run.resume': ({ by }) => {
      held = true;
      appendAndTell([{ type: 'runResumed', data: { by, inFlight: [...inFlight(state)] } }]);
      return null;
    },
    'run.notListed': () => ({ runs: [], isLossy: false }),
    'run.interrupted': () =>
      held || state.outcome !== null
        ? []
        : [
            {
              summary: runSummary(state, held),
              people: header.people ?? [],
              leftRunning: inFlight(state).length,
              lastAt: events.at(-1)?.at ?? '',
              hasUnreadLosses: false,
            },
          ],
    'run.backoutFacts': () => ({
      undone: [],
      begun: {},
      backedOut: null,
      history: options.undoHistory ?? {},
    }),
    'run.unfinished': () => unfinishedByCause(readRun(state, { carriedOut: held, head: null })),
    'run.pause': ({ by, note }) => {
      appendAndTell([{ type: 'runPaused', data: { by, note } }]);
      return null;
    },
    'run.continue': ({ by, note }) => {
      appendAndTell([{ type: 'runContinued', data: { by, note } }]);
      return null;
    },
    'run.exclude': ({ host, by, note }) => {
      appendAndTell([{ type: 'hostExcluded', data: { host: host as HostName, by, note } }]);
      return null;
    },
    'run.include': ({ host, by, note }) => {
      appendAndTell([{ type: 'hostIncluded', data: { host: host as HostName, by, note } }]);
      return null;
    },
    'run.record': ({ step, host, outcome, by, doneAt, note }) => {
      const unit = { step: step as StepId, host: host as HostName | null };
      appendAndTell([{ type: 'unitRecorded', data: { ...unit, outcome, by, doneAt, note } }]);
      return null;
    },
    'run.stop': ({ by, note }) => {
      if (state.outcome !== null) return { ended: state.outcome };
      appendAndTell([{ type: 'stopRequested', data: { by, note } }]);
      return { ended: null };
    },
    'run.note': ({ by, text }) => {
      appendAndTell([{ type: 'noteAdded', data: { by, text } }]);
      return null;
    },
    'run.start': () => ({ run: header.run }),
    'run.list': () => options.runs ?? [runSummary(state, held)],
    'run.needs': () => options.needs ?? { credentials: [], secrets: [], uncovered: [] },
    'release.list': () => [
      {
        id: plan.release.id,
        name: plan.release.name,
        version: plan.release.version,
        revision: plan.revision,
        errors: 0,
        environments: ['production', 'staging'],
        people: [],
        savedAt: new Date(BEGIN).toISOString(),
        lastRun: null,
        standing: null,
      },
    ],
    'release.gate': ({ environment }) => ({ ...NO_RULES, environment }),
    'release.plan': () => ({ plan: outlinePlan(plan), problems: [] }),
    'hosts.untrusted': () => ({ untrusted: options.untrusted ?? [], unasked: [] }),
    'hosts.accept': () => null,
    'credentials.set': () => null,
    'secrets.set': () => null,
    'backout.compute': ({ struck }) => {
      const lines = new Map(struck.map((line) => [line.unit, line.reason]));
      const backout = computeBackout(state, { ...WHOLE_BACKOUT, struck: lines });
      return { backout, concerns: concernsOf(backout, []), list: 'list', open: [] };
    },
    'backout.start': () => ({ run: header.run }),
    'evidence.verify': () => ({ ok: true, runs: 1, events: events.length, findings: [] }),
    'settings.read': () => ({ ...usualSettings, operator: header.operator }),
    'desktop.saveDocument': () => ({ path: '/home/ada/report.pdf' }),
    'desktop.print': () => ({ printed: true }),
    'desktop.copy': () => null,
    'output.read': (input) => {
      const bytes = output(input);
      const slice = bytes.subarray(input.from, input.from + input.limit);
      return {
        bytes: btoa(String.fromCharCode(...slice.subarray(0, 60_000))),
        from: input.from,
        total: bytes.length,
        cut: null,
      };
    },
    'output.search': (input) => {
      const lines = new TextDecoder().decode(output(input)).split('\n');
      let offset = 0;
      return lines.flatMap((line, i) => {
        const at = line.indexOf(input.text);
        const found = at < 0 ? [] : [{ offset: offset + at, line: i + 1 }];
        offset += new TextEncoder().encode(line).length + 1;
        return found;
      });
    },
  };
  return {
    events,
    calls,
    tell,
    append: (...bodies) => appendAndTell(bodies),
    crash: () => {
      held = false;
      tell({ kind: 'engineRestarted' });
    },
    letGo: () => {
      held = false;
    },
    refuse: (command, message) => refusals.set(command, message),
    async call<C extends CommandName>(command: C, input: Input<C>): Promise<Reply<Output<C>>> {
      calls.push({ command, input });
      const answer = answers[command] as ((input: Input<C>) => Output<C>) | undefined;
      const refusal = refusals.get(command);
      refusals.delete(command);
      if (refusal !== undefined) return { ok: false, error: { code: 'refused', message: refusal } };
      if (!answer) return { ok: false, error: { code: 'not-found', message: `the fake has no ${command}` } };
      return { ok: true, value: answer(input) };
    },
    onNews: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    importDropped: () => null,
  };
}

function bodiesOf(effect: Effect, options: FakeOptions): readonly RunEventBody[] {
  switch (effect.kind) {
    case 'preflight':
      return [{ type: 'preflightFinished', data: options.preflight ?? allFit(options.plan) }];
    case 'start':
      return [{ type: 'runStarted', data: {} }];
    case 'attempt':
      return attempt(
        effect.unit,
        effect.attempt,
        options.outcomeOf?.(effect.unit, effect.attempt) ?? { outcome: 'ok' },
      );
    case 'skip':
      return [{ type: 'unitSkipped', data: { ...effect.unit, reason: effect.reason } }];
    case 'exclude':
      return [{ type: 'hostExcluded', data: { host: effect.host, by: null, reason: effect.reason } }];
    case 'ask':
      return [{ type: 'questionAsked', data: { id: effect.id, question: effect.question } }];
    case 'kill':
      return [
        finished(effect.unit, effect.attempt, {
          outcome: 'stopped',
          reason: 'Stopped by a person; the process group is gone',
        }),
      ];
    case 'recover':
      return recovered(effect, options.foundOf?.(effect.unit, effect.attempt) ?? GONE);
    case 'recheck':
      return lookedAt(effect, options.foundOf?.(effect.unit, effect.attempt) ?? GONE);
    case 'leave':
      return [];
    case 'finish':
      return [{ type: 'runFinished', data: { outcome: effect.outcome, reason: effect.reason } }];
  }
}

const GONE: FakeOutcome = { outcome: 'unknown', reason: 'Its record is gone from the host' };

function recovered(
  { unit, attempt }: Extract<Effect, { kind: 'recover' }>,
  found: FakeFinding,
): readonly RunEventBody[] {
  if (found.outcome === 'looking') return [];
  if (found.outcome === 'running' || found.outcome === 'hangs')
    return [{ type: 'attemptReattached', data: { ...unit, attempt, pid: 4711, group: 4711 } }];
  const { type, data } = finished(unit, attempt, found);
  return [{ type, data: { ...data, adopted: found.outcome === 'ok' || found.outcome === 'failed' } }];
}

function lookedAt(
  { unit, attempt, evidence }: Extract<Effect, { kind: 'recheck' }>,
  found: FakeFinding,
): readonly RunEventBody[] {
  const reason = because('reason' in found && found.reason ? found.reason : 'Its record says so');
  const known = { ok: 'done', failed: 'failed', unreachable: 'not-run' } as const;
  if (found.outcome === 'looking') return [];
  const as = found.outcome in known ? known[found.outcome as keyof typeof known] : null;
  const about = { ...unit, attempt, evidence };
  return as === null
    ? [{ type: 'unitStillUnknown', data: { ...about, reason } }]
    : [{ type: 'unitSettled', data: { ...about, as, reason } }];
}

function attempt(unit: UnitRef, number: number, told: FakeOutcome): readonly RunEventBody[] {
  const begun: RunEventBody[] = [
    {
      type: 'attemptIntended',
      data: {
        ...unit,
        attempt: number,
        id: `${unit.step}-${unit.host}-${number}`,
        command: '',
        scriptSha256: null,
        tracked: true,
      },
    },
    { type: 'attemptStarted', data: { ...unit, attempt: number, pid: 4711, group: 4711 } },
  ];
  return told.outcome === 'hangs' ? begun : [...begun, finished(unit, number, told)];
}

type Finished = Extract<RunEventBody, { type: 'attemptFinished' }>;

function finished(unit: UnitRef, number: number, told: FakeOutcome): Finished {
  const digest = (text = '') => ({ bytes: new TextEncoder().encode(text).length, sha256: '0'.repeat(64) });
  const outcome = told.outcome === 'hangs' ? 'unknown' : told.outcome;
  return {
    type: 'attemptFinished',
    data: {
      ...unit,
      attempt: number,
      outcome,
      exit: outcome === 'ok' ? 0 : outcome === 'failed' ? 1 : null,
      signal: null,
      reason: told.reason === undefined ? null : because(told.reason),
      stdout: digest(told.stdout),
      stderr: digest(told.stderr),
      captured: {},
      durationMs: 3200,
    },
  };
}
