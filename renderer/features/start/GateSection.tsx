import { Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';
import { type StoreApi, useStore } from 'zustand';
import { confirmationOf } from '#core/gate/confirmation.ts';
import type { JudgedRule, Override } from '#core/gate/model.ts';
import { describeGate, describeRule } from '#core/words/release/describe-gate.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { GateRules } from '#run/GateRules.tsx';
import { closeForm } from '#ui/form/close-form.ts';
import { type Typed, useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { Section } from '#ui/Section.tsx';
import { gateFailureOf, gateOf } from './start-gate.ts';
import type { StartStore, TypedChoice } from './start-store.ts';

const MINUTE_MS = 60_000;

interface GateSectionProps {
  readonly release: string;
  readonly store: StoreApi<StartStore>;
  readonly typed: Typed<TypedChoice>;
}

/** What stands between the release and this run. A check or a rehearsal is held back by nothing of it. */
export function GateSection({ release, store, typed }: GateSectionProps) {
  const mode = useStore(store, (s) => s.form.mode);
  const gate = useStore(store, gateOf);
  const failure = useStore(store, gateFailureOf);
  const { askForGate, change } = useStore(store, ({ prepare }) => prepare);
  const [asked, setAsked] = useState<JudgedRule | null>(null);
  // A window opens and closes while the page is looked at.
  useInterval(() => void askForGate(), MINUTE_MS, { autoInvoke: true });
  if (mode !== 'live') return null;
  const setOverride = (key: string, override: Override | null): void => {
    const { [key]: _, ...others } = store.getState().form.overrides;
    const overrides = override === null ? others : { ...others, [key]: override };
    typed.set((before) => ({ ...before, overrides }));
    change({ overrides });
  };
  if (gate === null)
    return failure === null ? null : (
      <ProblemBar title="The rules of this release could not be checked" problem={failure} />
    );
  return (
    <Section title="Before you start">
      <Text fw={600} mb="xs" role="status">
        <SafeText text={endSentence(describeGate(gate))} />
      </Text>
      <GateRules
        gate={gate}
        release={release}
        withNotes={false}
        act={(rule) => (
          <OverrideButton
            rule={rule}
            onAsk={() => setAsked(rule)}
            onTakeBack={() => setOverride(rule.key, null)}
          />
        )}
      />
      {asked === null ? null : (
        <OverrideDialog
          rule={asked}
          store={store}
          onSave={(override) => setOverride(asked.key, override)}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}

interface OverrideButtonProps {
  readonly rule: JudgedRule;
  onAsk(): void;
  onTakeBack(): void;
}

function OverrideButton({ rule, onAsk, onTakeBack }: OverrideButtonProps) {
  const name = spelledLines(describeRule(rule));
  if (rule.standing === 'overridden')
    return (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={spelledLines(`Take back: ${name}`)}
        onClick={onTakeBack}
      >
        Take back
      </Button>
    );
  if (rule.standing === 'met' || rule.weight !== 'stops') return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={spelledLines(`Override: ${name}`)}
      onClick={onAsk}
    >
      Override…
    </Button>
  );
}

interface OverrideDialogProps {
  readonly rule: JudgedRule;
  readonly store: StoreApi<StartStore>;
  onSave(override: Override): void;
  onClose(): void;
}

function OverrideDialog({ rule, store, onSave, onClose }: OverrideDialogProps) {
  const people = useStore(store, ({ prepared }) => prepared.release?.people ?? []);
  const operator = useStore(store, ({ form }) => form.operator);
  const typed = useTyped<Override>(`override ${rule.key}`, { by: operator, reason: '' });
  const { by, reason } = typed.value;
  const isSaid = by.trim() !== '' && reason.trim() !== '';
  const save = (): void => {
    if (isSaid) closeForm(onClose, () => onSave({ by: by.trim(), reason: reason.trim() }));
  };
  return (
    <FormModal
      title="Override a rule"
      lost="reason for overriding a rule"
      typed={typed}
      onSave={save}
      onClose={onClose}
    >
      <Stack gap="md">
        <Text size="sm">
          <SafeText text={`${endSentence(describeRule(rule))} The run begins all the same.`} />
        </Text>
        <Textarea
          label="Reason"
          description="Kept as evidence with the name, and printed in the report"
          required
          data-autofocus
          maxLength={2000}
          value={reason}
          onChange={({ currentTarget: { value } }) => typed.set((before) => ({ ...before, reason: value }))}
        />
        <PersonField
          label="Decided by"
          people={people}
          value={by}
          onChange={(value) => typed.set((before) => ({ ...before, by: value }))}
        />
        <FormButtons save="Override" disabled={!isSaid} />
      </Stack>
    </FormModal>
  );
}

/** Nobody starts on production by a habit of the hand. */
export function ConfirmSection({ store }: { readonly store: StoreApi<StartStore> }) {
  const gate = useStore(store, gateOf);
  const { mode, confirmation } = useStore(store, ({ form }) => form);
  const change = useStore(store, ({ prepare }) => prepare.change);
  if (gate === null || !gate.isProduction || mode !== 'live') return null;
  return (
    <Section title="This is production">
      <TextInput
        label={`Type ${confirmationOf(gate)} to confirm`}
        description="The environment, and the first digits of the revision that will run"
        autoComplete="off"
        spellCheck={false}
        maw={420}
        maxLength={300}
        value={confirmation}
        onChange={(event) => change({ confirmation: event.currentTarget.value })}
      />
    </Section>
  );
}
