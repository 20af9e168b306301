import { Anchor, Button, Group, Select, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import type { Gate, RuleFacts } from '#core/gate/model.ts';
import { isProduction } from '#core/release/production.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { describeCountdown, describeGate } from '#core/words/release/describe-gate.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { GateRules } from '#run/GateRules.tsx';
import { useNow } from '#run/live/use-now.ts';
import { NoneYet } from '#ui/NoneYet.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { useRaw, useRelease } from '../release-context.ts';
import { recordOf, textOf } from '../text/raw.ts';
import { ApprovalView } from './ApprovalView.tsx';
import classes from './overview.module.css';

const MINUTE_MS = 60_000;

/** Whether the release may go, in one sentence, and what there is to do for it. */
export function GateView({ release }: { readonly release: string }) {
  const environments = useEnvironments();
  const [chosen, setChosen] = useState<string | null>(null);
  const names = environments.map(({ name }) => name);
  const proposed = environments.find(({ kind }) => isProduction(kind)) ?? environments[0];
  const environment = names.find((name) => name === chosen) ?? proposed?.name ?? null;
  return (
    <>
      <Section
        title="Go or no-go"
        note="What a live deployment is judged by. On production, what is not met holds it back."
        actions={
          names.length < 2 ? null : (
            <Select
              size="xs"
              aria-label="Environment that it is judged for"
              data={names}
              value={environment}
              onChange={setChosen}
              allowDeselect={false}
            />
          )
        }
      >
        {environment === null ? (
          <NoneYet>
            Name an environment under Environments: a release is judged for the one it goes to.
          </NoneYet>
        ) : (
          <Judgement release={release} environment={environment} />
        )}
      </Section>
      <ApprovalView release={release} />
    </>
  );
}

interface NamedEnvironment {
  readonly name: string;
  readonly kind: string;
}

/** In the order of the file; one without a kind is of the kind that it is called. */
function useEnvironments(): readonly NamedEnvironment[] {
  return Object.entries(recordOf(useRaw(['environments']))).map(([name, value]) => ({
    name,
    kind: textOf(recordOf(value)['kind']) || name,
  }));
}

function Judgement({ release, environment }: { readonly release: string; readonly environment: string }) {
  const issues = useRelease((state) => state.draft.read.issues);
  const saved = useRelease((state) => state.stored.saved);
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const asked = { release, environment, plan: 'deployment', mode: 'live', limit: null, vars: {} } as const;
  const { value: gate, problem, loading, refresh } = useCommand('release.gate', errors > 0 ? null : asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was saved is judged anew
  useEffect(() => refresh(), [saved, refresh]);
  useNews((news) => {
    if (news.kind === 'libraryChanged') refresh();
  });
  useInterval(refresh, MINUTE_MS, { autoInvoke: true });
  if (errors > 0)
    return (
      <Text fw={600} role="status">
        <Anchor inherit component={Link} href={`/release/${release}/source`}>
          {`No-go: ${formatCount(errors, 'problem')} in the file.`}
        </Anchor>
      </Text>
    );
  if (gate === null) return <ProblemBar title="The release could not be judged" problem={problem} />;
  return (
    <>
      <Group justify="space-between" align="baseline" mb="xs" gap="xs">
        <Text fw={600} role="status" className={classes.verdict}>
          <SafeText text={endSentence(describeGate(gate))} />
        </Text>
        <Countdown gate={gate} />
      </Group>
      <GateRules gate={gate} release={release} withNotes />
      <Button mt="xs" size="compact-sm" variant="default" loading={loading} onClick={refresh}>
        Check files and rules again
      </Button>
    </>
  );
}

function Countdown({ gate }: { readonly gate: Gate }) {
  const now = useNow(true);
  const window = gate.rules.find(({ key }) => key === 'window')?.facts;
  return window === undefined || !isWindow(window) ? null : (
    <span className={classes.countdown} role="timer">
      {describeCountdown(window, now)}
    </span>
  );
}

function isWindow(facts: RuleFacts): facts is Extract<RuleFacts, { kind: 'window' }> {
  return facts.kind === 'window';
}
