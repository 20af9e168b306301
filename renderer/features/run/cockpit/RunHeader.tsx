import { Badge, Group, Text, Title } from '@mantine/core';
import { useDeferredValue, useMemo } from 'react';
import { computeBackout } from '#core/run/backout.ts';
import type { UnitStateName } from '#core/run/state.ts';
import { countUnits, runStateName } from '#core/run/view.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import { MODE_WORDS, PLAN_WORDS, sayClock, sayCount, sayEstimate, sayTime } from '../wording.ts';
import { elapsedMs, latestDecision, nextPointOfNoReturn, passedPointsOfNoReturn } from './clocks.ts';
import classes from './cockpit.module.css';
import { useRun, useRunState } from './cockpit-context.ts';
import { Fact } from './Fact.tsx';
import { RunActions } from './RunActions.tsx';
import { useNow } from './use-now.ts';

const COUNTED: readonly UnitStateName[] = [
  'ok',
  'failed',
  'unreachable',
  'unknown',
  'stopped',
  'running',
  'intent',
  'waiting',
  'skipped',
  'excluded',
];

export function RunHeader() {
  const state = useRunState();
  const held = useRun((store) => store.held);
  const { header } = state;
  const production = header.environmentKind === 'production';
  const name = runStateName(state, held);
  return (
    <header className={classes['header']}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="lg">
        <div className={classes['titles']}>
          <Title order={1} className={classes['title']}>
            <SafeText text={`${header.releaseName} ${header.version}`} />
          </Title>
          <Group gap="xs" mt={4}>
            <StateMark state={name === 'waiting' ? 'needs you' : name} word={name} size="large" />
            <Badge
              variant={production ? 'filled' : 'default'}
              color={production ? 'red.9' : 'gray'}
              radius="sm"
              tt="none"
            >
              <SafeText text={production ? `Production · ${header.environment}` : header.environment} />
            </Badge>
            <Badge
              variant={header.mode === 'live' ? 'default' : 'light'}
              color={header.mode === 'live' ? 'gray' : 'indigo'}
              radius="sm"
              tt="none"
            >
              {MODE_WORDS[header.mode].word}
            </Badge>
            <Text size="sm" c="dimmed">
              {PLAN_WORDS[header.plan]}
              {header.limit ? ` · limited to ${header.limit}` : ''}
            </Text>
          </Group>
        </div>
        <RunActions />
      </Group>
      <RunFacts />
    </header>
  );
}

function RunFacts() {
  const state = useRunState();
  const held = useRun((store) => store.held);
  const live = held && state.outcome === null;
  const now = useNow(live);
  return (
    <dl className={classes['facts']}>
      <Fact name="Operator">
        <SafeText text={state.header.operator} />
      </Fact>
      <Fact name="Elapsed" title={`Begun ${sayTime(state.startedAt ?? state.createdAt)}`}>
        {live || state.finishedAt !== null ? sayClock(elapsedMs(state, now)) : 'not known'}
      </Fact>
      <Counts />
      <BackoutFacts />
      <WindowFact />
    </dl>
  );
}

function Counts() {
  const state = useRunState();
  const counts = useMemo(() => countUnits(state), [state]);
  return (
    <Fact name="Units">
      <span className={classes['counts']}>
        {COUNTED.filter((name) => counts[name] > 0).map((name) => (
          <StateMark key={name} state={name} word={`${counts[name]} ${name}`} />
        ))}
      </span>
    </Fact>
  );
}

/** Until when it must be decided: what is left of the window, less its margin and the time that backing out takes. */
function WindowFact() {
  const state = useDeferredValue(useRunState());
  const decideBy = useMemo(() => latestDecision(state), [state]);
  const now = useNow(decideBy !== null && state.outcome === null);
  if (decideBy === null || state.outcome !== null) return null;
  const when = sayTime(new Date(decideBy).toISOString());
  const late = now >= decideBy;
  return (
    <Fact name="Decide by" title="The window's end, less its margin, less the time to back out from here">
      {late ? <StateMark state="stopped" word={`${when}, which has passed`} /> : when}
    </Fact>
  );
}

/** The backout clock: what it would take from here, and where it stops being possible. */
function BackoutFacts() {
  const state = useDeferredValue(useRunState());
  const backout = useMemo(() => computeBackout(state), [state]);
  const next = useMemo(() => nextPointOfNoReturn(state), [state]);
  const passed = useMemo(() => passedPointsOfNoReturn(state), [state]);
  if (state.header.plan === 'backout') return null;
  return (
    <>
      <Fact
        name="Time to back out"
        title="Worst case by the estimates of the steps, without what comes before and after the undo steps"
      >
        {backout.units.length === 0
          ? 'nothing to undo'
          : `${sayEstimate(backout.estimate)} · ${sayCount(backout.units.length, 'unit')}`}
      </Fact>
      <Fact
        name="Point of no return"
        title={[...passed.map((step) => `Passed: ${step.title}`), next ? `Ahead: ${next.title}` : '']
          .filter(Boolean)
          .join('\n')}
      >
        {passed.length > 0 ? (
          <StateMark state="stopped" word={`passed with ${passed.at(-1)?.title ?? ''}`} />
        ) : null}
        {next
          ? `${passed.length > 0 ? ', then' : ''} step ${state.plan.steps.indexOf(next) + 1}, ${next.title}`
          : passed.length === 0
            ? 'none in this plan'
            : ''}
      </Fact>
    </>
  );
}
