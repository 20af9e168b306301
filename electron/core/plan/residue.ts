import { type Condition, matchesValue } from '#core/release/condition.ts';
import type { ValueRef } from '#core/release/template.ts';

/** What is known of a value: its text, or the name under which the run will know it. */
export type Operand = { readonly text: string } | { readonly name: string };

/** A condition as far as it is known: decided, or what is left of it, written as a condition. */
export type Residue = boolean | string;

/** Decides what can be decided of a condition; known values in the rest are written out. */
export function settleCondition(condition: Condition, lookup: (ref: ValueRef) => Operand): Residue {
  const operand = (side: Side): Operand => (side.kind === 'text' ? side : lookup(side.ref));
  switch (condition.kind) {
    case 'is':
      return compare(operand(condition.left), operand(condition.right), '==');
    case 'is-not':
      return compare(operand(condition.left), operand(condition.right), '!=');
    case 'matches': {
      const left = operand(condition.left);
      return 'text' in left
        ? matchesValue(condition.pattern, left.text)
        : `${left.name} =~ ${quote(condition.pattern.source)}`;
    }
    case 'set': {
      const value = operand(condition.of);
      return 'text' in value ? !['', 'false'].includes(value.text) : value.name;
    }
    case 'not':
      return negate(settleCondition(condition.of, lookup));
    case 'and':
    case 'or':
      return join(
        settleCondition(condition.left, lookup),
        settleCondition(condition.right, lookup),
        condition.kind,
      );
  }
}

type Side = Extract<Condition, { kind: 'set' }>['of'];

function compare(left: Operand, right: Operand, sign: '==' | '!='): Residue {
  if ('text' in left && 'text' in right) return (left.text === right.text) === (sign === '==');
  return `${write(left)} ${sign} ${write(right)}`;
}

function negate(residue: Residue): Residue {
  return typeof residue === 'boolean' ? !residue : `not (${residue})`;
}

function join(left: Residue, right: Residue, word: 'and' | 'or'): Residue {
  const deciding = word === 'or';
  if (left === deciding || right === deciding) return deciding;
  if (typeof left === 'boolean') return right;
  return typeof right === 'boolean' ? left : `(${left} ${word} ${right})`;
}

function write(operand: Operand): string {
  return 'text' in operand ? quote(operand.text) : operand.name;
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
