/** What a gate found, for a terminal. */
import { confirmationOf } from '#core/gate/confirmation.ts';
import { stopping } from '#core/gate/judge-gate.ts';
import type { Gate, JudgedRule } from '#core/gate/model.ts';
import { describeGate, describeMending, describeRule, STANDINGS } from '#core/words/release/describe-gate.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { indent, safe, table } from './terminal.ts';

/** Said before a live run, and in a dry run: all that is not met, and that it is production. */
export function gateWarnings({
  rules,
  isProduction,
  environment,
}: Pick<Gate, 'rules' | 'isProduction' | 'environment'>): readonly string[] {
  const open = rules.filter(({ standing, weight }) => standing !== 'met' && weight !== 'tells');
  return [
    ...open.map((rule) => `warning: ${indent(`${describeRule(rule)}${overriddenBy(rule)}`)}\n`),
    ...(isProduction ? [`warning: The environment ${safe(environment)} is production\n`] : []),
  ];
}

function overriddenBy({ override }: JudgedRule): string {
  return override === undefined ? '' : `; overridden by ${override.by}: ${override.reason}`;
}

/** All of it, a line each, with what to do about what is not met. */
export function gateLines(gate: Gate): string {
  const rows = gate.rules.map((rule) => [
    `  ${MARKS[markOf(rule)]}`,
    rule.key,
    `${describeRule(rule)}${overriddenBy(rule)}${rule.standing === 'not-met' ? `. ${describeMending(rule)}` : ''}`,
  ]);
  const closed = stopping(gate).map(({ key }) => `--override ${key}=REASON`);
  return [
    `${endSentence(safe(describeGate(gate)))}\n`,
    table(rows.map((row) => row.map(safe))),
    closed.length === 0 ? '' : `To run it all the same: ${safe(closed.join(' '))}\n`,
    gate.isProduction ? `A run asks at a terminal for: ${safe(confirmationOf(gate))}\n` : '',
  ].join('');
}

type Mark = JudgedRule['standing'] | 'told';

const MARKS: Readonly<Record<Mark, string>> = { ...STANDINGS, told: 'note' };

/** What holds nothing back, wherever the release goes, is a note. */
function markOf({ standing, weight }: JudgedRule): Mark {
  return standing === 'not-met' && weight === 'tells' ? 'told' : standing;
}
