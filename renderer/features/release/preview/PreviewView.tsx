import { Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlayerPlay, IconServer2 } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useCommand } from '#bridge/use-command.ts';
import type { PlanName } from '#core/release/model.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { useRaw, useRefreshAfterSave } from '../release-context.ts';
import { recordOf } from '../text/raw.ts';
import { PlanProblems } from './PlanProblems.tsx';
import classes from './preview.module.css';
import { WaveList } from './WaveList.tsx';

const PLANS: readonly { readonly value: PlanName; readonly label: string }[] = [
  { value: 'deployment', label: 'Deployment' },
  { value: 'infrastructure', label: 'Infrastructure' },
  { value: 'verification', label: 'Verification' },
];

export function PreviewView({ release }: { readonly release: string }) {
  const environments = Object.keys(recordOf(useRaw(['environments'])));
  const [environment, setEnvironment] = useState(environments[0] ?? '');
  const [plan, setPlan] = useState<PlanName>('deployment');
  const [limit, setLimit] = useState('');
  const [host, setHost] = useState<string | null>(null);
  const [asked] = useDebouncedValue(limit.trim(), 300);
  const choice = { release, environment, plan, limit: asked || null, vars: {} };
  const { value, problem, refresh } = useCommand('release.plan', environment === '' ? null : choice);
  useRefreshAfterSave(refresh);
  if (environments.length === 0) {
    return (
      <EmptyState
        icon={<IconServer2 />}
        title="No environment to plan for"
        action={
          <Button component={Link} href={`/release/${release}/environments`}>
            Add an environment
          </Button>
        }
      >
        The plan says which command runs on which host, in which order. It needs hosts first.
      </EmptyState>
    );
  }
  const start = `/release/${release}/run?env=${encodeURIComponent(environment)}&plan=${plan}${asked ? `&limit=${encodeURIComponent(asked)}` : ''}`;
  return (
    <div className={classes.page}>
      <Group align="flex-end" gap="sm" mb="lg">
        <Select
          label="Environment"
          data={environments}
          value={environment}
          onChange={(next) => next && setEnvironment(next)}
          w={180}
        />
        <Select label="Plan" data={PLANS} value={plan} onChange={(next) => next && setPlan(next)} w={160} />
        <TextInput
          label="Only on hosts"
          placeholder="web and not canary"
          value={limit}
          onChange={(event) => setLimit(event.currentTarget.value)}
          w={220}
        />
        <Select
          label="Show host"
          placeholder="All"
          clearable
          searchable
          data={value?.plan?.hosts.map((each) => each.name) ?? []}
          value={host}
          onChange={setHost}
          w={160}
        />
        <Button
          component={Link}
          href={start}
          variant="default"
          leftSection={<IconPlayerPlay size={15} />}
          ml="auto"
        >
          Start this plan
        </Button>
      </Group>
      <ProblemBar title="The plan could not be made" problem={problem} />
      {value && <PlanProblems problems={value.problems} />}
      {value?.plan && <WaveList plan={value.plan} host={host} />}
    </div>
  );
}
