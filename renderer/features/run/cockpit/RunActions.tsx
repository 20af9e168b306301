import { Button, Group } from '@mantine/core';
import { IconArrowBackUp, IconNote, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { PrintMenu } from '#ui/print/PrintMenu.tsx';
import { canBackOut } from './clocks.ts';
import { useCockpit, useRun, useRunState } from './cockpit-context.ts';
import { NoteDialog } from './NoteDialog.tsx';
import { StopDialog } from './StopDialog.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** What can be done to the whole run at any time. */
export function RunActions() {
  const { bridge } = useCockpit();
  const state = useRunState();
  const run = useRun((store) => store.run);
  const held = useRun((store) => store.held);
  const [, goTo] = useLocation();
  const [asks, setAsks] = useState<'stop' | 'note' | null>(null);
  const ended = state.outcome !== null;
  const live = held && !ended;
  const stoppable = live && state.stop === null;
  useShortcuts({
    s: () => (stoppable ? setAsks('stop') : undefined),
    a: () => (live ? setAsks('note') : undefined),
  });
  const close = (): void => setAsks(null);
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        variant="default"
        leftSection={<IconNote size={16} />}
        disabled={!live}
        onClick={() => setAsks('note')}
      >
        Add note
      </Button>
      <PrintMenu
        saveLabel="Save report as PDF…"
        printLabel="Print report…"
        onSave={() => bridge.call('desktop.savePdf', { kind: 'report', run })}
        onPrint={() => bridge.call('desktop.print', { kind: 'report', run })}
      />
      {ended || !held ? (
        canBackOut(state) && ended ? (
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={16} />}
            onClick={() => goTo(`/run/${run}/backout`)}
          >
            Back out…
          </Button>
        ) : null
      ) : (
        <Button
          color="red"
          variant="outline"
          leftSection={<IconPlayerStop size={16} />}
          disabled={!stoppable}
          onClick={() => setAsks('stop')}
        >
          {state.stop ? 'Stopping' : 'Stop…'}
        </Button>
      )}
      <StopDialog opened={asks === 'stop'} onClose={close} />
      <NoteDialog opened={asks === 'note'} onClose={close} />
    </Group>
  );
}
