/** `when`: `{{ vars.role }} == "primary" and not step.probe.up`, over values known before or during the run. */
import { type Expression, parseExpression } from './expression.ts';
import { parseRef, VALUE_FORMS, type ValueRef } from './template.ts';

type Operand =
  | { readonly kind: 'value'; readonly ref: ValueRef }
  | { readonly kind: 'text'; readonly text: string };

export type Condition =
  | { readonly kind: 'is' | 'is-not'; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'matches'; readonly left: Operand; readonly pattern: Expression }
  /** True where the value is neither empty nor `false`. */
  | { readonly kind: 'set'; readonly of: Operand }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

export type ParsedCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly message: string; readonly column: number };

const TOKEN = /\s*(?:(\{\{[^{}]*\}\})|("(?:[^"\\]|\\.)*"|'[^']*')|(==|!=|=~|[()])|([^\s()"'=!]+))/y;
const MAX_DEPTH = 32;
const MAX_JOINED = 1000;
/** `=~` looks at so much of a value. */
const MATCHED_CHARACTERS = 64 * 1024;

interface Token {
  readonly kind: 'braces' | 'quoted' | 'sign' | 'word';
  readonly text: string;
  readonly column: number;
}

class ConditionError extends Error {
  readonly column: number;
  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

export function parseCondition(text: string): ParsedCondition {
  try {
    return { ok: true, condition: createParser(tokenize(text), text.length + 1).whole() };
  } catch (error) {
    if (error instanceof ConditionError) return { ok: false, message: error.message, column: error.column };
    throw error;
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) throw new ConditionError('this cannot be read as a condition', at + 1);
    const [, braces, quoted, sign, word] = found;
    const read = (braces ?? quoted ?? sign ?? word) as string;
    at = TOKEN.lastIndex;
    tokens.push({
      kind: braces ? 'braces' : quoted ? 'quoted' : sign ? 'sign' : 'word',
      text: read,
      column: at - read.length + 1,
    });
  }
  return tokens;
}

function createParser(tokens: readonly Token[], end: number) {
  let at = 0;
  let depth = 0;
  let joints = 0;
  const fail = (message: string): never => {
    throw new ConditionError(message, tokens[at]?.column ?? end);
  };
  const takes = (text: string): boolean => {
    if (tokens[at]?.text !== text || tokens[at]?.kind === 'quoted') return false;
    at += 1;
    return true;
  };
  const joined = (word: 'and' | 'or', next: () => Condition): Condition => {
    let left = next();
    while (takes(word)) {
      joints += 1;
      if (joints >= MAX_JOINED) return fail(`more than ${MAX_JOINED} conditions are joined`);
      left = { kind: word, left, right: next() };
    }
    return left;
  };
  const either = (): Condition => joined('or', both);
  const both = (): Condition => joined('and', single);
  function single(): Condition {
    depth += 1;
    if (depth > MAX_DEPTH) return fail('brackets and nots are nested too deeply');
    const found = takes('not')
      ? ({ kind: 'not', of: single() } as const)
      : takes('(')
        ? bracketed()
        : comparison();
    depth -= 1;
    return found;
  }
  function bracketed(): Condition {
    const inner = either();
    return takes(')') ? inner : fail('a closing bracket is missing here');
  }
  function comparison(): Condition {
    const left = operand();
    if (takes('==')) return { kind: 'is', left, right: operand() };
    if (takes('!=')) return { kind: 'is-not', left, right: operand() };
    if (takes('=~')) return { kind: 'matches', left, pattern: pattern() };
    return { kind: 'set', of: left };
  }
  function operand(): Operand {
    const token = tokens[at] ?? fail('a value is missing here');
    if (token.kind === 'sign' || ['and', 'or', 'not'].includes(token.text))
      return fail(`"${token.text}" cannot stand here`);
    const read = operandOf(token);
    if (!read) return fail(`"${token.text}" is no value; write ${VALUE_FORMS}, or a text in quotes`);
    at += 1;
    return read;
  }
  function pattern(): Expression {
    const token = tokens[at];
    if (token?.kind !== 'quoted') return fail('a regular expression in quotes is missing here');
    const parsed = parseExpression(unquote(token.text));
    if (!parsed.ok) return fail(parsed.message);
    at += 1;
    return parsed.expression;
  }
  return {
    whole(): Condition {
      const found = either();
      return at < tokens.length ? fail(`"${tokens[at]?.text}" cannot stand here`) : found;
    },
  };
}

function operandOf({ kind, text }: Token): Operand | null {
  if (kind === 'quoted') return { kind: 'text', text: unquote(text) };
  if (kind === 'word' && /^-?\d+(\.\d+)?$|^(true|false)$/.test(text)) return { kind: 'text', text };
  const ref = parseRef(kind === 'braces' ? text.slice(2, -2).trim() : text);
  return ref && { kind: 'value', ref };
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
  const text = (operand: Operand): string => (operand.kind === 'text' ? operand.text : lookup(operand.ref));
  switch (condition.kind) {
    case 'is':
      return text(condition.left) === text(condition.right);
    case 'is-not':
      return text(condition.left) !== text(condition.right);
    case 'matches':
      return matchesValue(condition.pattern, text(condition.left));
    case 'set':
      return !['', 'false'].includes(text(condition.of));
    case 'not':
      return !evaluateCondition(condition.of, lookup);
    case 'and':
    case 'or': {
      const left = evaluateCondition(condition.left, lookup);
      const right = evaluateCondition(condition.right, lookup);
      return condition.kind === 'and' ? left && right : left || right;
    }
  }
}

/** Every value a condition speaks of. */
export function conditionRefs(condition: Condition): readonly ValueRef[] {
  const of = (operand: Operand): ValueRef[] => (operand.kind === 'value' ? [operand.ref] : []);
  switch (condition.kind) {
    case 'is':
    case 'is-not':
      return [...of(condition.left), ...of(condition.right)];
    case 'matches':
      return of(condition.left);
    case 'set':
      return of(condition.of);
    case 'not':
      return conditionRefs(condition.of);
    case 'and':
    case 'or':
      return [...conditionRefs(condition.left), ...conditionRefs(condition.right)];
  }
}
