import { Button, Group, List, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { allUnits, IN_FLIGHT } from '#core/run/state.ts';
import { sayCount, sayUnit } from '../wording.ts';
import { useRun, useRunState } from './cockpit-context.ts';
import { Refusal } from './Refusal.tsx';

interface DialogProps {
  readonly opened: boolean;
  onClose(): void;
}

const SHOWN = 5;

export function StopDialog({ opened, onClose }: DialogProps) {
  const state = useRunState();
  const stop = useRun((store) => store.stop);
  const busy = useRun((store) => store.busy);
  const [by, setBy] = useState(state.header.operator);
  const [note, setNote] = useState('');
  const underWay = opened ? [...allUnits(state)].filter((unit) => IN_FLIGHT.has(unit.state)) : [];
  const confirm = async (): Promise<void> => {
    if (await stop(by.trim(), note.trim() || null)) onClose();
  };
  return (
    <Modal
      closeButtonProps={{ 'aria-label': 'Close' }}
      opened={opened}
      onClose={onClose}
      title="Stop this run?"
      centered
      size="lg"
    >
      <Stack>
        <Text size="sm">
          Nothing new starts. On each host where a step is under way, Holdpoint ends the step and everything
          it started, and then checks that it is gone. Where that cannot be seen, the step is <b>unknown</b>:
          it may still be running, and the host and process are named. Nothing is undone.
        </Text>
        <Text size="sm" fw={600}>
          {underWay.length === 0
            ? 'No step is under way on a host now.'
            : `Under way now: ${sayCount(underWay.length, 'unit')}`}
        </Text>
        {underWay.length > 0 ? (
          <List size="sm">
            {underWay.slice(0, SHOWN).map((unit) => (
              <List.Item key={`${unit.ref.step}@${unit.ref.host ?? ''}`}>
                {sayUnit(state.plan, unit.ref)}
              </List.Item>
            ))}
            {underWay.length > SHOWN ? <List.Item>and {underWay.length - SHOWN} more</List.Item> : null}
          </List>
        ) : null}
        <TextInput
          label="Your name"
          required
          value={by}
          onChange={(event) => setBy(event.currentTarget.value)}
        />
        <Textarea
          label="Why (optional)"
          autosize
          minRows={2}
          maxRows={5}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Refusal />
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Keep running
          </Button>
          <Button color="red" loading={busy} disabled={by.trim() === ''} onClick={() => void confirm()}>
            Stop the run
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
