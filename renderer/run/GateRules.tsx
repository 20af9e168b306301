/** What a release is judged by before it goes: the same lines where it is prepared and where it is started. */
import { Anchor } from '@mantine/core';
import {
  type Icon,
  IconAlertCircle,
  IconAlertTriangle,
  IconCheck,
  IconInfoCircle,
  IconShieldOff,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Gate, JudgedRule, RuleFacts } from '#core/gate/model.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { describeMending, describeRule, STANDINGS } from '#core/words/release/describe-gate.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import type { Tone } from '#ui/state/state-look.ts';
import classes from './GateRules.module.css';

interface GateRulesProps {
  readonly gate: Gate;
  readonly release: string;
  /** Also what holds nothing back. */
  readonly withNotes: boolean;
  /** What can be done about a rule beside it. */
  readonly act?: (rule: JudgedRule) => ReactNode;
}

export function GateRules({ gate, release, withNotes, act }: GateRulesProps) {
  const shown = gate.rules.filter(({ weight }) => withNotes || weight !== 'tells');
  const open = shown.filter(({ standing }) => standing !== 'met');
  const met = shown.filter(({ standing }) => standing === 'met');
  return (
    <>
      <RuleList label="What is not met" rules={open} release={release} act={act} />
      {met.length > 0 ? (
        <details className={classes.met}>
          <summary>{formatCount(met.length, 'rule that is met', 'rules that are met')}</summary>
          <RuleList label="What is met" rules={met} release={release} act={act} />
        </details>
      ) : null}
    </>
  );
}

interface RuleListProps {
  readonly label: string;
  readonly rules: readonly JudgedRule[];
  readonly release: string;
  readonly act: GateRulesProps['act'] | undefined;
}

function RuleList({ label, rules, release, act }: RuleListProps) {
  if (rules.length === 0) return null;
  return (
    <ul className={classes.rules} aria-label={label}>
      {rules.map((rule) => (
        <Rule key={rule.key} rule={rule} release={release} act={act} />
      ))}
    </ul>
  );
}

function Rule({ rule, release, act }: Omit<RuleListProps, 'label' | 'rules'> & { rule: JudgedRule }) {
  const { tone, icon: Glyph, word } = lookOf(rule);
  const { standing, override } = rule;
  return (
    <li className={classes.rule} data-tone={tone}>
      <Glyph size={16} stroke={1.9} aria-hidden />
      <span className={classes.unseen}>{word}: </span>
      <div className={classes.words}>
        <SafeText text={describeRule(rule)} />
        {override === undefined ? null : (
          <div className={classes.mending}>
            <SafeText text={`Overridden by ${override.by}: ${override.reason}`} />
          </div>
        )}
        {standing === 'not-met' ? (
          <div className={classes.mending}>
            <Anchor inherit component={Link} href={placeOf(rule.facts, release)}>
              {describeMending(rule)}
            </Anchor>
          </div>
        ) : null}
      </div>
      {act?.(rule)}
    </li>
  );
}

interface RuleLook {
  readonly tone: Tone;
  readonly icon: Icon;
  readonly word: string;
}

/** What holds nothing back, wherever the release goes, is a note. */
function lookOf({ standing, weight }: JudgedRule): RuleLook {
  if (standing === 'met') return { tone: 'good', icon: IconCheck, word: STANDINGS.met };
  if (standing === 'overridden') return { tone: 'care', icon: IconShieldOff, word: STANDINGS.overridden };
  if (weight === 'tells') return { tone: 'quiet', icon: IconInfoCircle, word: 'note' };
  return weight === 'stops'
    ? { tone: 'bad', icon: IconAlertCircle, word: STANDINGS['not-met'] }
    : { tone: 'care', icon: IconAlertTriangle, word: STANDINGS['not-met'] };
}

/** Where it is mended. */
function placeOf(facts: RuleFacts, release: string): string {
  switch (facts.kind) {
    case 'window':
    case 'no-window':
      return `/release/${release}/overview?at=window`;
    case 'control':
    case 'component':
    case 'package':
      return `/release/${release}/preparation`;
    case 'approval':
      return `/release/${release}/overview?at=approval`;
    case 'requirement':
      return facts.checks.length > 0
        ? `/release/${release}/run?plan=infrastructure`
        : `/release/${release}/infrastructure`;
    case 'requirements':
      return `/release/${release}/infrastructure`;
    case 'window-fits':
    case 'undo':
    case 'no-return':
      return `/release/${release}/deployment`;
    case 'rehearsal':
    case 'backout-rehearsal':
      return `/release/${release}/run?mode=rehearsal`;
  }
}
