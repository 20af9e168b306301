/** `when`: `{{ vars.role }} == "primary" and not step.probe.up`, over values known before or during the run. */
import { type Expression, parseExpression } from './expression.ts';
import {
  holds,
  isJoining,
  type Logic,
  leavesOf,
  MAX_JOINED,
  parseLogic,
  type Token,
  type Tokens,
} from './logic.ts';
import { parseRef, VALUE_FORMS, type ValueRef } from './template.ts';

interface Value {
  readonly kind: 'value';
  readonly ref: ValueRef;
  /** Characters into the condition's text. */
  readonly offset: number;
}

type ConditionOperand = Value | { readonly kind: 'text'; readonly text: string };

type Comparison =
  | { readonly kind: 'is' | 'is-not'; readonly left: ConditionOperand; readonly right: ConditionOperand }
  | { readonly kind: 'matches'; readonly left: ConditionOperand; readonly pattern: Expression }
  /** True where the value is neither empty nor `false`. */
  | { readonly kind: 'set'; readonly of: ConditionOperand };

export type Condition = Logic<Comparison>;

export type ParsedCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly message: string; readonly column: number };

/** `=~` looks at so much of a value. */
const MATCHED_CHARACTERS = 64 * 1024;

type Kind = 'braces' | 'quoted' | 'sign' | 'word';

const GRAMMAR = {
  token: /\s*(?:(\{\{[^{}]*\}\})|("(?:[^"\\]|\\.)*"|'[^']*')|(==|!=|=~|[()])|([^\s()"'=!]+))/y,
  kinds: ['braces', 'quoted', 'sign', 'word'],
  leaf: comparison,
  words: {
    unreadable: 'this cannot be read as a condition',
    missing: 'a value is missing here',
    tooMany: `more than ${MAX_JOINED} conditions are joined`,
    joinBy: '',
  },
} as const;

export function parseCondition(text: string): ParsedCondition {
  const parsed = parseLogic(text, GRAMMAR);
  return parsed.ok ? { ok: true, condition: parsed.logic } : parsed;
}

function comparison(tokens: Tokens<Kind>): Comparison {
  const left = operand(tokens);
  if (tokens.takes('==')) return { kind: 'is', left, right: operand(tokens) };
  if (tokens.takes('!=')) return { kind: 'is-not', left, right: operand(tokens) };
  if (tokens.takes('=~')) return { kind: 'matches', left, pattern: pattern(tokens) };
  return { kind: 'set', of: left };
}

function operand(tokens: Tokens<Kind>): ConditionOperand {
  const { next } = tokens;
  if (next === undefined) return tokens.fail(GRAMMAR.words.missing);
  if (next.kind === 'sign' || isJoining(next.text)) return tokens.fail(`"${next.text}" is not allowed here`);
  const read = operandOf(next);
  if (!read) return tokens.fail(`"${next.text}" is not a value; write ${VALUE_FORMS}, or a text in quotes`);
  tokens.skip();
  return read;
}

function pattern(tokens: Tokens<Kind>): Expression {
  const { next } = tokens;
  if (next?.kind !== 'quoted') return tokens.fail('a regular expression in quotes is missing here');
  const parsed = parseExpression(unquote(next.text));
  if (!parsed.ok) return tokens.fail(parsed.message);
  tokens.skip();
  return parsed.expression;
}

function operandOf({ kind, text, column }: Token<Kind>): ConditionOperand | null {
  if (kind === 'quoted') return { kind: 'text', text: unquote(text) };
  if (kind === 'word' && /^-?\d+(\.\d+)?$|^(true|false)$/.test(text)) return { kind: 'text', text };
  const name = kind === 'braces' ? text.slice(2, -2).trim() : text;
  const ref = parseRef(name);
  return ref && { kind: 'value', ref, offset: column - 1 + text.indexOf(name) };
}

function unquote(text: string): string {
  return text.startsWith("'") ? text.slice(1, -1) : text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');
}

/** Whether a value matches; a very long one is looked at as far as can be done at once. */
export function matchesValue(pattern: Expression, value: string): boolean {
  return pattern.test(value.slice(0, MATCHED_CHARACTERS)) === true;
}

/** `lookup` gives the text of a value, empty where there is none. */
export function evaluateCondition(condition: Condition, lookup: (ref: ValueRef) => string): boolean {
  const text = (operand: ConditionOperand): string =>
    operand.kind === 'text' ? operand.text : lookup(operand.ref);
  return holds(condition, (comparison) => {
    switch (comparison.kind) {
      case 'is':
        return text(comparison.left) === text(comparison.right);
      case 'is-not':
        return text(comparison.left) !== text(comparison.right);
      case 'matches':
        return matchesValue(comparison.pattern, text(comparison.left));
      case 'set':
        return !['', 'false'].includes(text(comparison.of));
    }
  });
}

/** Every value a condition speaks of, with its place. */
export function conditionValues(condition: Condition): readonly Value[] {
  return leavesOf(condition)
    .flatMap(operandsOf)
    .filter((operand) => operand.kind === 'value');
}

export function conditionRefs(condition: Condition): readonly ValueRef[] {
  return conditionValues(condition).map(({ ref }) => ref);
}

function operandsOf(comparison: Comparison): readonly ConditionOperand[] {
  switch (comparison.kind) {
    case 'is':
    case 'is-not':
      return [comparison.left, comparison.right];
    case 'matches':
      return [comparison.left];
    case 'set':
      return [comparison.of];
  }
}
