import { Button, Group, Menu } from '@mantine/core';
import {
  IconArrowBackUp,
  IconBug,
  IconChevronDown,
  IconEye,
  IconFileCheck,
  IconNote,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconShieldCheck,
} from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useAppCommands } from '#bridge/app-commands.ts';
import { isLeftToBackOut } from '#core/backout/backed-out.ts';
import type { DocumentFormat } from '#core/report/document-format.ts';
import { mayBackOut } from '#core/run/may-back-out.ts';
import type { RunState } from '#core/run/state.ts';
import { PrintMenu } from '#ui/print/PrintMenu.tsx';
import { useDocumentActs } from '#ui/print/use-document-acts.ts';
import { useOfRun, useOfView, useOpenRun, useRun, useRunParts } from '../live/run-context.ts';

/** What can be done to the whole run at any time. */
export function RunActions() {
  const state = useRunParts('outcome', 'paused', 'stop', 'excluded');
  const mayBe = useOfRun((whole) => whole.outcome !== null && mayBackOut(whole));
  const backedOut = useRun((store) => store.facts.backedOut);
  const canBackOut = mayBe && isLeftToBackOut(backedOut);
  const run = useRun((store) => store.run);
  const carriedOut = useOfView((view) => view.carriedOut);
  const openDialog = useRun((store) => store.show.openDialog);
  const [, goTo] = useLocation();
  const ended = state.outcome !== null;
  const live = carriedOut && !ended;
  useRunCommands(live, state);
  useAppCommands({ 'back-out': canBackOut && (() => goTo(`/run/${run}/backout`)) });
  return (
    <Group gap="xs" wrap="nowrap">
      <AddMenu live={live} />
      <PrintReport />
      {live ? <PauseButton paused={state.paused !== null} stopping={state.stop !== null} /> : null}
      {live ? (
        <Button
          color="red"
          variant="outline"
          leftSection={<IconPlayerStop size={16} />}
          disabled={state.stop !== null}
          onClick={() => openDialog({ kind: 'stop', andBackOut: false })}
        >
          {state.stop ? 'Stopping' : 'Stop…'}
        </Button>
      ) : null}
      {canBackOut ? (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} />}
          onClick={() => goTo(`/run/${run}/backout`)}
        >
          {backedOut === null ? 'Back out…' : 'Back out the rest…'}
        </Button>
      ) : null}
    </Group>
  );
}

function useRunCommands(live: boolean, state: Pick<RunState, 'paused' | 'stop' | 'excluded'>): void {
  const openDialog = useRun((store) => store.show.openDialog);
  const selected = useRun((store) => store.selected);
  const host = selected?.host ?? null;
  const goesOn = live && !state.stop;
  useAppCommands({
    stop: goesOn && (() => openDialog({ kind: 'stop', andBackOut: false })),
    pause: goesOn && (() => openDialog({ kind: state.paused ? 'continue' : 'pause' })),
    note: live && (() => openDialog({ kind: 'note' })),
    defect: () => openDialog({ kind: 'defect', unit: selected }),
    paper: live && (() => openDialog({ kind: 'record', unit: selected })),
    exclude:
      live &&
      host !== null &&
      (() =>
        openDialog(
          state.excluded.has(host) ? { kind: 'include', host } : { kind: 'exclude', hosts: [host] },
        )),
  });
}

function PauseButton({ paused, stopping }: { readonly paused: boolean; readonly stopping: boolean }) {
  const openDialog = useRun((store) => store.show.openDialog);
  return (
    <Button
      variant="default"
      disabled={stopping}
      leftSection={paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
      onClick={() => openDialog({ kind: paused ? 'continue' : 'pause' })}
    >
      {paused ? 'Continue…' : 'Pause…'}
    </Button>
  );
}

/** What people record while the run continues; of a run at its end only what was found wrong. */
function AddMenu({ live }: { readonly live: boolean }) {
  const openDialog = useRun((store) => store.show.openDialog);
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconNote size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          Add
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconNote size={15} />}
          disabled={!live}
          onClick={() => openDialog({ kind: 'note' })}
        >
          A note…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBug size={15} />}
          onClick={() => openDialog({ kind: 'defect', unit: null })}
        >
          A defect…
        </Menu.Item>
        <Menu.Item
          disabled={!live}
          leftSection={<IconFileCheck size={15} />}
          onClick={() => openDialog({ kind: 'record', unit: null })}
        >
          Steps done on paper…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The report of the run as it stands now. */
export function PrintReport() {
  const { bridge } = useOpenRun();
  const run = useRun((store) => store.run);
  const [, goTo] = useLocation();
  const printable = { kind: 'run', document: 'report', run } as const;
  const acts = useDocumentActs<DocumentFormat>({
    onSave: (format) => bridge.call('desktop.saveDocument', { printable, format }),
    onPrint: () => bridge.call('desktop.print', { printable }),
  });
  useAppCommands({ 'save-pdf': () => acts.save('pdf'), print: acts.print });
  return (
    <PrintMenu saveLabel="Save report as PDF…" printLabel="Print report…" acts={acts}>
      <Menu.Item leftSection={<IconShieldCheck size={16} />} onClick={() => acts.save('evidence')}>
        Save evidence that checks itself…
      </Menu.Item>
      <Menu.Item leftSection={<IconEye size={16} />} onClick={() => goTo(`/run/${run}/paper`)}>
        Preview, and shift handover…
      </Menu.Item>
    </PrintMenu>
  );
}
