import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleCondition } from '#core/plan/residue.ts';
import { evaluateCondition, parseCondition } from '#core/release/condition.ts';
import { nameOfRef, type ValueRef } from '#core/release/template.ts';

const VALUES = ['', 'false', 'up', 'a "b" \\ c', "it's"];
const text = fc.constantFrom('"up"', "'false'", '"a \\"b\\" \\\\ c"', 'true');
const value = fc.constantFrom('vars.a', 'vars.b', 'step.s.a', 'step.s.b@h');
const side = fc.oneof(text, value);
const comparison = fc.oneof(
  fc.tuple(side, fc.constantFrom('==', '!='), side).map((words) => words.join(' ')),
  fc.tuple(value, fc.constantFrom('"^u"', "'\\\\'", "'\"'")).map((words) => words.join(' =~ ')),
  side,
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    comparison,
    tie('condition').map((inner) => `not (${inner})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([a, word, b]) => `(${a} ${word} ${b})`),
  ),
}));
const worlds = fc.dictionary(
  fc.constantFrom('vars.a', 'vars.b', 'step.s.a', 'step.s.b@h'),
  fc.constantFrom(...VALUES),
);

function parsed(written: string) {
  const found = parseCondition(written);
  if (!found.ok) throw new Error(`${written}: ${found.message}`);
  return found.condition;
}

describe('settleCondition', () => {
  it('leaves a condition that, with the values of the run, decides as the whole one does', () => {
    fc.assert(
      fc.property(condition, worlds, (written, world) => {
        const lookup = (ref: ValueRef): string => world[nameOfRef(ref)] ?? '';
        const residue = settleCondition(parsed(written), (ref) =>
          ref.kind === 'capture' ? { name: nameOfRef(ref) } : { text: lookup(ref) },
        );
        const decided = typeof residue === 'boolean' ? residue : evaluateCondition(parsed(residue), lookup);
        expect(decided).toBe(evaluateCondition(parsed(written), lookup));
        if (typeof residue === 'string') expect(residue).not.toContain('vars.');
      }),
    );
  });
});
