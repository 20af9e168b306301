import {
  Button,
  Group,
  Modal,
  MultiSelect,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import type { HostName, StepId } from '#core/release/model.ts';
import { proposedPerson } from '#core/release/people.ts';
import type { UnitRef } from '#core/run/events.ts';
import { operatorOf } from '#core/run/operator.ts';
import { stepOf, unitKey } from '#core/run/state.ts';
import { formatCount, formatNames } from '#core/words/figures/format-count.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { NoteInput } from '#ui/form/NoteInput.tsx';
import { spelledLines } from '#ui/output/output-text.ts';
import { PersonField } from '#ui/PersonField.tsx';
import { Refusal } from '../live/Refusal.tsx';
import { useRun, useRunState } from '../live/run-context.ts';
import { readMoment, refuseWork, stepsToRecord, unitsToRecord, writeMoment } from './paper-work.ts';
import type { DialogProps } from './WishDialog.tsx';
import { restoreFocus } from './WishDialog.tsx';

interface PaperDialogProps extends DialogProps {
  readonly unit: UnitRef | null;
}

/** Records, after the fact, what people did from the printed runbook. Stays open for the next entry. */
export function PaperDialog({ unit, ...props }: PaperDialogProps) {
  const state = useRunState();
  const frame = {
    ...props,
    onExitTransitionEnd: restoreFocus,
    title: 'Record steps done on paper',
    centered: true,
    size: 'lg',
  };
  const first = unit?.step ?? stepsToRecord(state)[0]?.id;
  if (first !== undefined) return <PaperForm frame={frame} unit={unit} first={first} />;
  return (
    <Modal closeButtonProps={{ 'aria-label': 'Close' }} {...frame}>
      <NothingToEnter onClose={props.onClose} />
    </Modal>
  );
}

interface PaperFormProps {
  readonly frame: DialogProps & { readonly title: string };
  readonly unit: UnitRef | null;
  /** The step that is proposed. */
  readonly first: StepId;
}

interface TypedEntry {
  readonly step: StepId;
  readonly hosts: readonly string[];
  readonly outcome: 'ok' | 'failed';
  readonly by: string;
  readonly when: string;
  readonly note: string;
}

function PaperForm({ frame, unit, first }: PaperFormProps) {
  const state = useRunState();
  const { addWork } = useRun((store) => store.ask.record);
  const busy = useRun((store) => store.asked.busy);
  const steps = stepsToRecord(state);
  const { people = [] } = state.header;
  const typed = useTyped<TypedEntry>(unit === null ? 'paper' : `paper ${unitKey(unit)}`, {
    step: first,
    hosts: unit?.host ? [unit.host] : [],
    outcome: 'ok',
    by: proposedPerson(people, operatorOf(state)),
    when: writeMoment(Date.now()),
    note: '',
  });
  const { step, hosts, outcome, by, when, note } = typed.value;
  const change = (part: Partial<TypedEntry>): void => typed.set((before) => ({ ...before, ...part }));
  const [said, setSaid] = useState('');
  const places = unitsToRecord(state, step);
  const isOnHosts = stepOf(state.plan, step).units.some((each) => each.host !== null);
  const chosen = isOnHosts ? hosts.map((host) => host as HostName) : [null];
  const wish = { by: by.trim(), note: note.trim() || null };
  const work = { step, hosts: chosen, outcome, doneAt: readMoment(when) ?? '', ...wish };
  const refusal = refuseWork(state, work, Date.now());
  const needsNote =
    refuseWork(state, { ...work, note: null }, Date.now()) !==
    refuseWork(state, { ...work, note: '–' }, Date.now());
  const save = async (): Promise<void> => {
    if (refusal !== null || !(await addWork(work))) return;
    const where = isOnHosts ? ` on ${formatNames(hosts)}` : '';
    setSaid(`Recorded: ${stepOf(state.plan, step).title}${where}. Record another, or close.`);
    typed.startOver({ ...typed.value, hosts: [], note: '', outcome: 'ok' });
  };
  return (
    <FormModal {...frame} lost="step done on paper" typed={typed} onSave={() => void save()}>
      <Stack>
        <Text size="sm">
          For what people did from the printed runbook. It counts as done, or as failed, and is marked as
          recorded from paper everywhere, with the name and the time.
        </Text>
        <Select
          label="Step"
          searchable
          data={steps.map(({ id, title }) => ({
            value: id,
            label: spelledLines(`${state.plan.steps.findIndex((each) => each.id === id) + 1}  ${title}`),
          }))}
          value={step}
          allowDeselect={false}
          onChange={(value) => change({ step: value as StepId, hosts: [] })}
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
              onChange={(chosen) => change({ hosts: chosen })}
              styles={{ input: { maxHeight: 120, overflowY: 'auto' } }}
            />
            <Button variant="default" onClick={() => change({ hosts: places.flatMap((host) => host ?? []) })}>
              {`All ${places.length}`}
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
          onChange={(value) => change({ outcome: value as 'ok' | 'failed' })}
        />
        <Group grow align="flex-start">
          <PersonField label="Done by" people={people} value={by} onChange={(who) => change({ by: who })} />
          <TextInput
            label="When, by this workstation's clock"
            required
            value={when}
            onChange={(event) => change({ when: event.currentTarget.value })}
          />
        </Group>
        <NoteInput
          label={outcome === 'failed' ? 'What went wrong' : needsNote ? 'Note' : 'Note (optional)'}
          required={outcome === 'failed'}
          autosize
          minRows={2}
          maxRows={5}
          value={note}
          onChange={(text) => change({ note: text })}
        />
        <Refusal />
        <Group justify="space-between" wrap="nowrap">
          <Text role="status" size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {refusal !== null && (hosts.length > 0 || !isOnHosts || said === '') ? refusal : said}
          </Text>
          <FormButtons
            save={chosen.length > 1 ? `Record ${formatCount(chosen.length, 'step')}` : 'Record step'}
            cancel="Close"
            busy={busy}
            disabled={refusal !== null}
          />
        </Group>
      </Stack>
    </FormModal>
  );
}

function NothingToEnter({ onClose }: Pick<DialogProps, 'onClose'>) {
  return (
    <Stack>
      <Text size="sm">
        No step can be recorded now. You can record a step that is waiting or that is known to have failed.
        Settle an unknown outcome instead, with a note that says how you know it.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
