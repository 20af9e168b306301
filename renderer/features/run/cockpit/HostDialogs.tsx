import { Text } from '@mantine/core';
import type { HostName } from '#core/release/model.ts';
import { allUnits, BAD, IN_FLIGHT, type Unit } from '#core/run/state.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { sayCount } from '../wording.ts';
import { useRun, useRunParts, useRunState } from './cockpit-context.ts';
import { type DialogProps, WishDialog } from './WishDialog.tsx';

interface HostDialogProps extends DialogProps {
  readonly host: HostName;
}

export function ExcludeDialog({ host, ...props }: HostDialogProps) {
  const exclude = useRun((store) => store.exclude);
  const units = useUnitsOf(host);
  const waiting = units.filter((unit) => unit.state === 'waiting').length;
  const underWay = units.filter((unit) => IN_FLIGHT.has(unit.state)).length;
  return (
    <WishDialog
      {...props}
      title="Exclude this host?"
      noteLabel="Reason"
      noteRequired
      action="Exclude the host"
      onWish={(wish) => exclude(host, wish)}
    >
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <b>
          <SafeText text={host} />
        </b>{' '}
        takes no further step of this run: {sayCount(waiting, 'step')} of the plan{' '}
        {waiting === 1 ? 'is' : 'are'} left out there.{' '}
        {underWay > 0 ? 'What is under way there now goes on to its end. ' : ''}
        What ran there stays as it is. You can bring the host back as long as the run is open.
      </Text>
    </WishDialog>
  );
}

export function ReturnDialog({ host, ...props }: HostDialogProps) {
  const bringBack = useRun((store) => store.bringBack);
  const { excluded } = useRunParts('excluded');
  const units = useUnitsOf(host);
  const missed = units.filter((unit) => unit.state === 'excluded').length;
  const bad = units.filter((unit) => BAD.has(unit.state) && unit.state !== 'unknown').length;
  const unknown = units.filter((unit) => unit.state === 'unknown').length;
  return (
    <WishDialog
      {...props}
      title="Bring this host back?"
      action="Bring it back"
      onWish={(wish) => bringBack(host, wish)}
    >
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <b>
          <SafeText text={host} />
        </b>{' '}
        was left out: <SafeText text={excluded.get(host) ?? ''} />.
      </Text>
      <Text size="sm">
        It takes part again, from the first step that it missed ({sayCount(missed, 'step')} so far).{' '}
        {bad > 0 ? `What went bad there is tried again (${sayCount(bad, 'unit')}). ` : ''}
        {unknown > 0
          ? `What is unknown there comes up for your decision (${sayCount(unknown, 'unit')}).`
          : ''}
      </Text>
    </WishDialog>
  );
}

function useUnitsOf(host: HostName): readonly Unit[] {
  return [...allUnits(useRunState())].filter((unit) => unit.ref.host === host);
}
