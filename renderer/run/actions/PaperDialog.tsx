import {
  Button,
  Group,
  Modal,
  MultiSelect,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import type { HostName, StepId } from '#core/release/model.ts';
import { proposedPerson } from '#core/release/people.ts';
import type { UnitRef } from '#core/run/events.ts';
import { stepOf } from '#core/run/state.ts';
import { PersonField } from '#ui/PersonField.tsx';
import { Refusal } from '../live/Refusal.tsx';
import { useRun, useRunState } from '../live/run-context.ts';
import { sayCount, sayNames } from '../wording.ts';
import { readMoment, refuseWork, stepsToEnter, unitsToEnter, writeMoment } from './paper-work.ts';
import { restoreFocus } from './restore-focus.ts';
import type { DialogProps } from './WishDialog.tsx';

interface PaperDialogProps extends DialogProps {
  readonly unit: UnitRef | null;
}

/** Puts down, after the fact, what people did from the printed runbook. Stays open for the next entry. */
export function PaperDialog({ opened, onClose, unit }: PaperDialogProps) {
  return (
    <Modal
      closeButtonProps={{ 'aria-label': 'Close' }}
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={restoreFocus}
      title="Enter steps done on paper"
      centered
      size="lg"
    >
      <PaperForm unit={unit} onClose={onClose} />
    </Modal>
  );
}

function PaperForm({ unit, onClose }: Pick<PaperDialogProps, 'unit' | 'onClose'>) {
  const state = useRunState();
  const { enter, busy } = useRun((store) => store);
  const steps = stepsToEnter(state);
  const [step, setStep] = useState<StepId | null>(unit?.step ?? steps[0]?.id ?? null);
  const [hosts, setHosts] = useState<readonly string[]>(unit?.host ? [unit.host] : []);
  const [outcome, setOutcome] = useState<'ok' | 'failed'>('ok');
  const { people = [], operator } = state.header;
  const [by, setBy] = useState(() => proposedPerson(people, operator));
  const [when, setWhen] = useState(() => writeMoment(Date.now()));
  const [note, setNote] = useState('');
  const [said, setSaid] = useState('');
  const places = step === null ? [] : unitsToEnter(state, step);
  const isOnHosts = step !== null && stepOf(state.plan, step).units.some((each) => each.host !== null);
  if (step === null) return <NothingToEnter onClose={onClose} />;
  const chosen = isOnHosts ? hosts.map((host) => host as HostName) : [null];
  const wish = { by: by.trim(), note: note.trim() || null };
  const work = { step, hosts: chosen, outcome, doneAt: readMoment(when) ?? '', ...wish };
  const refusal = refuseWork(state, work, Date.now());
  const save = async (): Promise<void> => {
    if (!(await enter(work))) return;
    const where = isOnHosts ? ` on ${sayNames(hosts)}` : '';
    setSaid(`Entered: ${stepOf(state.plan, step).title}${where}. Enter another, or close.`);
    setHosts([]);
    setNote('');
    setOutcome('ok');
  };
  return (
    <Stack>
      <Text size="sm">
        For what people did from the printed runbook. It counts as done, or as failed, and is marked as
        entered from paper everywhere, with the name and the time.
      </Text>
      <Select
        label="Step"
        searchable
        data={steps.map(({ id, title }) => ({
          value: id,
          label: `${state.plan.steps.findIndex((each) => each.id === id) + 1}  ${title}`,
        }))}
        value={step}
        onChange={(value) => {
          setStep(value as StepId);
          setHosts([]);
        }}
      />
      {isOnHosts ? (
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <MultiSelect
            label="Hosts"
            placeholder={hosts.length === 0 ? 'Where it was done' : ''}
            searchable
            flex={1}
            limit={100}
            maxDropdownHeight={220}
            data={places.flatMap((host) => host ?? [])}
            value={[...hosts]}
            onChange={setHosts}
            styles={{ input: { maxHeight: 120, overflowY: 'auto' } }}
          />
          <Button variant="default" onClick={() => setHosts(places.flatMap((host) => host ?? []))}>
            All {places.length}
          </Button>
        </Group>
      ) : null}
      <SegmentedControl
        aria-label="How it went"
        data={[
          { value: 'ok', label: 'Done' },
          { value: 'failed', label: 'Failed' },
        ]}
        value={outcome}
        onChange={(value) => setOutcome(value as 'ok' | 'failed')}
      />
      <Group grow align="flex-start">
        <PersonField label="Done by" people={people} value={by} onChange={setBy} />
        <TextInput
          label="When, by this workstation's clock"
          required
          value={when}
          onChange={(event) => setWhen(event.currentTarget.value)}
        />
      </Group>
      <Textarea
        label={outcome === 'failed' ? 'What went wrong' : 'Note (optional)'}
        required={outcome === 'failed'}
        maxLength={4000}
        autosize
        minRows={2}
        maxRows={5}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Refusal />
      <Group justify="space-between" wrap="nowrap">
        <Text role="status" size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {refusal !== null && (hosts.length > 0 || !isOnHosts || said === '') ? refusal : said}
        </Text>
        <Group gap="sm" wrap="nowrap">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button loading={busy} disabled={refusal !== null} onClick={() => void save()}>
            {chosen.length > 1 ? `Enter ${sayCount(chosen.length, 'unit')}` : 'Enter'}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

function NothingToEnter({ onClose }: Pick<PaperDialogProps, 'onClose'>) {
  return (
    <Stack>
      <Text size="sm">
        No step can be entered now: only what waits, or is known to have gone bad, can be. An unknown outcome
        is settled instead, with a note that says how it is known.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
