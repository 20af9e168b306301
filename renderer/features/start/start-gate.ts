/** What holds the run of the page back: asked of the engine, and judged anew with each override that is typed. */
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { PlanAnswer } from '#contract/commands/releases.ts';
import type { Input } from '#contract/commands.ts';
import { isConfirmed } from '#core/gate/confirmation.ts';
import { stopping, withOverrides } from '#core/gate/judge-gate.ts';
import type { Gate, Override } from '#core/gate/model.ts';
import type { Mode } from '#core/run/mode.ts';
import { formatCount } from '#core/words/figures/format-count.ts';

export interface OpenedGate {
  /** Before anything is overridden; null while it is asked for. */
  readonly found: Gate | null;
  /** Why it could not be asked for. */
  readonly failure: string | null;
}

export const NO_GATE: OpenedGate = { found: null, failure: null };

type Overrides = Readonly<Record<string, Override>>;

/** Of the page, what the gate goes by. */
interface AtTheGate {
  readonly form: { readonly mode: Mode; readonly overrides: Overrides; readonly confirmation: string };
  readonly gate: OpenedGate;
  readonly prepared: { readonly answer: PlanAnswer | null };
}

/** What was found before stays where it cannot be asked for now. */
export async function askGate(bridge: Bridge, choice: Input<'release.plan'>): Promise<Partial<OpenedGate>> {
  try {
    return { found: await bridge.call('release.gate', { ...choice, mode: 'live' }), failure: null };
  } catch (cause) {
    return { failure: messageOf(cause) };
  }
}

/** Why it cannot be told what holds the run back; null where it can, and without a plan: why there is none is said already. */
export function gateFailureOf({ gate, prepared }: AtTheGate): string | null {
  return prepared.answer === null ? null : gate.failure;
}

let judged: { readonly of: Gate; readonly by: Overrides; readonly gate: Gate } | null = null;

/** With what is overridden; null while it is asked for. The same object while nothing changes. */
export function gateOf({ gate: { found }, form: { overrides } }: AtTheGate): Gate | null {
  if (found === null) return null;
  if (judged?.of !== found || judged.by !== overrides)
    judged = { of: found, by: overrides, gate: withOverrides(found, new Map(Object.entries(overrides))) };
  return judged.gate;
}

/** Of the run that the form asks for: only a live run passes the gate. */
function gateOfRun(state: AtTheGate): Gate | null {
  return state.form.mode === 'live' ? gateOf(state) : null;
}

/** What was overridden before, and is met now or is none of this run's rules, is left out. */
export function overridesOf(state: AtTheGate): Record<string, Override> {
  const rules = gateOfRun(state)?.rules ?? [];
  return Object.fromEntries(rules.flatMap(({ key, override }) => (override ? [[key, override]] : [])));
}

export function gateBlockersOf(state: AtTheGate): readonly string[] {
  const { form, gate, prepared } = state;
  const isAsked = form.mode === 'live' && gate.found === null && gate.failure === null;
  if (isAsked && prepared.answer?.plan != null) return ['The rules of this release are being checked.'];
  const judgement = gateOfRun(state);
  const stops = judgement === null ? 0 : stopping(judgement).length;
  return stops > 0 ? [`${formatCount(stops, 'rule holds', 'rules hold')} this run back.`] : [];
}

/** Whether it still has to be typed that this is production. */
export function wantsConfirmation(state: AtTheGate): boolean {
  const gate = gateOfRun(state);
  return gate?.isProduction === true && !isConfirmed(state.form.confirmation, gate);
}
