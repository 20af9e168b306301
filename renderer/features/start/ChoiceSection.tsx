import { Checkbox, Collapse, Radio, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { type StoreApi, useStore } from 'zustand';
import { PLAN_NAMES } from '#core/release/model.ts';
import { isProduction } from '#core/release/production.ts';
import { MODES, type Mode } from '#core/run/mode.ts';
import { describeMode, labelMode, labelPlan, STEP_BY_STEP } from '#core/words/run/label-run.ts';
import { ChoiceCard } from '#ui/form/ChoiceCard.tsx';
import type { Typed } from '#ui/form/drafts.ts';
import { PersonField } from '#ui/PersonField.tsx';
import { Section } from '#ui/Section.tsx';
import { LaterStart } from './LaterStart.tsx';
import {
  readVars,
  rehearsesProduction,
  type StartForm,
  type StartStore,
  type TypedChoice,
} from './start-store.ts';

interface ChoiceSectionProps {
  readonly store: StoreApi<StartStore>;
  readonly typed: Typed<TypedChoice>;
}

/** Which plan, where, how and by whom. */
export function ChoiceSection({ store, typed }: ChoiceSectionProps) {
  const { form, prepared } = useStore(store);
  const { release, answer } = prepared;
  const { change, refresh } = useStore(store, ({ prepare }) => prepare);
  const set = (next: Partial<StartForm>): void => {
    change(next);
    void refresh();
  };
  const type = (next: Partial<TypedChoice>): void => {
    typed.set((before) => ({ ...before, ...next }));
    change(next);
  };
  const wrong = readVars(form.vars).wrong;
  const production = isProduction(answer?.plan?.environment.kind);
  return (
    <Section title="What to run">
      <Stack gap="md">
        <SimpleGrid cols={2}>
          <Select
            label="Environment"
            required
            data={[...(release?.environments ?? [])]}
            value={form.environment}
            description={production ? 'This is production.' : 'A named set of hosts of this release'}
            onChange={(environment) => set({ environment })}
          />
          <Select
            label="Plan"
            required
            data={PLAN_NAMES.map((name) => ({ value: name, label: labelPlan(name) }))}
            value={form.plan}
            description="One part of the release"
            onChange={(plan) => {
              type({ from: null });
              set({ plan: PLAN_NAMES.find((name) => name === plan) ?? form.plan });
            }}
          />
        </SimpleGrid>
        <Radio.Group label="Mode" value={form.mode} onChange={(mode) => change({ mode: mode as Mode })}>
          <Stack gap={6} mt={6}>
            {MODES.map((mode) => (
              <ChoiceCard key={mode} value={mode} label={labelMode(mode)} says={describeMode(mode)} />
            ))}
          </Stack>
        </Radio.Group>
        <Collapse expanded={rehearsesProduction(form, answer)}>
          <Checkbox
            label="Rehearse on production anyway"
            description="Every step is really done on production hosts."
            checked={form.force}
            onChange={(event) => change({ force: event.currentTarget.checked })}
          />
        </Collapse>
        <SimpleGrid cols={2}>
          <PersonField
            label="Operator"
            description="Who runs it, as the log and the report say"
            people={release?.people ?? []}
            value={form.operator}
            onChange={(operator) => type({ operator })}
          />
          <TextInput
            label="Limit to hosts (optional)"
            description="For example web and not canary"
            value={form.limit}
            onChange={(event) => type({ limit: event.currentTarget.value })}
            onBlur={() => void refresh()}
          />
        </SimpleGrid>
        <Textarea
          label="Variables (optional)"
          description="One name=value a line; they override the environment's"
          error={wrong.length > 0 ? `Not name=value: ${wrong[0] ?? ''}` : null}
          value={form.vars}
          onChange={(event) => type({ vars: event.currentTarget.value })}
          onBlur={() => void refresh()}
          minRows={1}
        />
        <LaterStart store={store} typed={typed} />
        <Checkbox
          label={STEP_BY_STEP.label}
          description={STEP_BY_STEP.means}
          checked={form.stepByStep}
          onChange={(event) => change({ stepByStep: event.currentTarget.checked })}
        />
        <Checkbox
          label="Wait for hosts that are leased to another run or workstation"
          description="Holdpoint checks again until they are free, and then starts by itself. You can end the wait at any time."
          checked={form.waitForHosts}
          onChange={(event) => change({ waitForHosts: event.currentTarget.checked })}
        />
        <Checkbox
          label="Take over hosts that are leased to another run or workstation"
          description="Otherwise preflight refuses them and names who works there. First make sure that nobody does."
          checked={form.takeOver}
          onChange={(event) => change({ takeOver: event.currentTarget.checked })}
        />
      </Stack>
    </Section>
  );
}
