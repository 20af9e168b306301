import { Group, SegmentedControl, Select, Text } from '@mantine/core';
import type { HostName, StepId } from '#core/release/model.ts';
import { proposedPerson } from '#core/release/people.ts';
import { type Defect, SEVERITIES, type Severity } from '#core/run/defect.ts';
import type { UnitRef } from '#core/run/events.ts';
import { operatorOf } from '#core/run/operator.ts';
import { unitKey } from '#core/run/state.ts';
import { SEVERITY_MEANINGS } from '#core/words/run/describe-defect.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useRun, useRunParts } from '../live/run-context.ts';
import { EntryDialog } from './EntryDialog.tsx';
import { type DialogProps, WishDialog } from './WishDialog.tsx';

interface TypedDefect {
  readonly severity: Severity;
  readonly text: string;
  readonly step: string | null;
  readonly host: string | null;
  /** Null: who is proposed. */
  readonly by: string | null;
}

interface DefectDialogProps extends DialogProps {
  readonly unit: UnitRef | null;
}

/** Logs what somebody found wrong, at any moment of the run and after it. */
export function DefectDialog({ unit, ...dialog }: DefectDialogProps) {
  const state = useRunParts('header', 'operators', 'plan');
  const { logDefect } = useRun((store) => store.ask.record);
  const { people = [] } = state.header;
  const proposed = proposedPerson(people, operatorOf(state));
  const typed = useTyped<TypedDefect>(unit === null ? 'defect' : `defect ${unitKey(unit)}`, {
    severity: 'major',
    text: '',
    step: unit?.step ?? null,
    host: unit?.host ?? null,
    by: null,
  });
  const { severity, text, step, host } = typed.value;
  const by = (typed.value.by ?? proposed).trim();
  const change = (part: Partial<TypedDefect>): void => typed.set((before) => ({ ...before, ...part }));
  const isLacking = by === '' || text.trim() === '';
  const place = { step: step as StepId | null, host: host as HostName | null };
  return (
    <EntryDialog
      {...dialog}
      title="Log a defect"
      lost="defect"
      typed={typed}
      text={{
        label: 'What is wrong',
        description:
          'It is kept in the log and printed in the report, with your name and the time. The run continues.',
        value: text,
        onChange: (said) => change({ text: said }),
      }}
      by={{ people, value: by, onChange: (who) => change({ by: who }) }}
      save="Log defect"
      onSave={isLacking ? null : () => logDefect({ by, severity, text: text.trim(), ...place })}
    >
      <div>
        <SegmentedControl
          aria-label="Severity"
          data={SEVERITIES.map((value) => ({ value, label: titled(value) }))}
          value={severity}
          onChange={(value) => change({ severity: value as Severity })}
        />
        <Text size="sm" c="dimmed" mt={4}>
          {SEVERITY_MEANINGS[severity]}
        </Text>
      </div>
      <Places step={step} host={host} onChange={change} />
    </EntryDialog>
  );
}

interface PlacesProps {
  readonly step: string | null;
  readonly host: string | null;
  onChange(place: Pick<TypedDefect, 'host'> | Pick<TypedDefect, 'step' | 'host'>): void;
}

/** A step offers its own hosts only; without one, any host of the run. */
function Places({ step, host, onChange }: PlacesProps) {
  const { plan } = useRunParts('plan');
  const hostsOf = (id: string | null): readonly string[] => {
    const chosen = plan.steps.find((each) => each.id === id);
    return chosen ? chosen.units.flatMap((each) => each.host ?? []) : plan.hosts.map(({ name }) => name);
  };
  const hosts = hostsOf(step);
  return (
    <Group grow align="flex-start">
      <Select
        label="Step (optional)"
        placeholder="None"
        searchable
        clearable
        data={plan.steps.map(({ id, title }, at) => ({
          value: id as string,
          label: spelledLines(`${at + 1}  ${title}`),
        }))}
        value={step}
        onChange={(id) =>
          onChange({ step: id, host: host !== null && hostsOf(id).includes(host) ? host : null })
        }
      />
      <Select
        label="Host (optional)"
        placeholder={hosts.length === 0 ? 'The step has no hosts' : 'None'}
        searchable
        clearable
        limit={100}
        disabled={hosts.length === 0}
        data={hosts.map((name) => ({ value: name, label: spelledLines(name) }))}
        value={host}
        onChange={(name) => onChange({ host: name })}
      />
    </Group>
  );
}

function titled(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** A defect that was dealt with; how it was is asked for. */
export function CloseDefectDialog({ defect, ...props }: DialogProps & { readonly defect: Defect }) {
  const { closeDefect } = useRun((store) => store.ask.record);
  return (
    <WishDialog
      {...props}
      name={`close defect ${defect.number}`}
      title={`Close defect ${defect.number}?`}
      action="Close defect"
      noteLabel="How it was dealt with"
      noteRequired
      isOfEndedRuns
      onWish={({ by, note }) => closeDefect({ by, defect: defect.number, note: note ?? '' })}
    >
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        <SafeText text={defect.text} />
      </Text>
    </WishDialog>
  );
}
