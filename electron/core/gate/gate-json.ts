/** The stable shape of `gate --json`, and of `gate` in `run --json` and `show --json`. */
import { describeGate, describeMending, describeRule } from '../words/release/describe-gate.ts';
import { stopping } from './judge-gate.ts';
import type { Gate, JudgedRule, Override } from './model.ts';

export interface RuleJson {
  readonly rule: string;
  readonly standing: JudgedRule['standing'];
  /** What comes of it where it is not met: the run is not begun, it is said before the run, or it is said here only. */
  readonly weight: JudgedRule['weight'];
  readonly text: string;
  readonly facts: JudgedRule['facts'];
  /** Null unless a person overrode it. */
  readonly override: Override | null;
}

export function ruleJson(rule: JudgedRule): RuleJson {
  const { key, standing, weight, facts, override = null } = rule;
  return { rule: key, standing, weight, text: describeRule(rule), facts, override };
}

export interface GateJson {
  readonly environment: string;
  readonly production: boolean;
  readonly revision: string;
  /** A live run would be begun. */
  readonly go: boolean;
  readonly sentence: string;
  /** `mending`: what to do about it; null where it is met. */
  readonly rules: readonly (RuleJson & { readonly mending: string | null })[];
}

export function gateJson(gate: Gate): GateJson {
  const { environment, isProduction, revision, rules } = gate;
  return {
    environment,
    production: isProduction,
    revision,
    go: stopping(gate).length === 0,
    sentence: describeGate(gate),
    rules: rules.map((rule) => ({
      ...ruleJson(rule),
      mending: rule.standing === 'met' ? null : describeMending(rule),
    })),
  };
}
