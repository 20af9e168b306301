import { List, Text } from '@mantine/core';
import { useLocation } from 'wouter';
import { type RunState, type Unit, unitKey } from '#core/run/state.ts';
import { tallyRun } from '#core/run/tally.ts';
import { formatCount } from '#core/words/format-count.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useOfRunEvery, useRun, useRunParts } from '../live/run-context.ts';
import type { Wish } from '../live/run-store.ts';
import { sayUnit } from '../wording.ts';
import { type DialogProps, WishDialog } from './WishDialog.tsx';

const SHOWN = 5;
const unitsInFlight = (state: RunState): readonly Unit[] => tallyRun(state).inFlight;

interface StopDialogProps extends DialogProps {
  /** Leads to the backout once it is stopped. */
  readonly andBackOut: boolean;
}

export function StopDialog({ opened, onClose, andBackOut }: StopDialogProps) {
  const { header, plan } = useRunParts('header', 'plan');
  const underWay = useOfRunEvery(500, unitsInFlight);
  const stop = useRun((store) => store.stop);
  const [, goTo] = useLocation();
  const onWish = async (wish: Wish): Promise<boolean> => {
    const isTaken = await stop(wish);
    if (isTaken && andBackOut) goTo(`/run/${header.run}/backout`);
    return isTaken;
  };
  return (
    <WishDialog
      opened={opened}
      onClose={onClose}
      name={andBackOut ? 'stop and back out' : 'stop'}
      title={andBackOut ? 'Stop this run and back out?' : 'Stop this run?'}
      noteLabel="Why (optional)"
      action={andBackOut ? 'Stop and show the backout' : 'Stop the run'}
      cancel="Keep running"
      danger
      onWish={onWish}
    >
      <Text size="sm">
        Nothing new starts. On each host where a step is under way, Holdpoint ends the step and everything it
        started, and then checks that it is gone. Where that cannot be seen, the step is <b>unknown</b>: it
        may still be running, and the host and process are named.{' '}
        {andBackOut
          ? 'Then you see what a backout would do; nothing is undone before you start it.'
          : 'Nothing is undone.'}
      </Text>
      <Text size="sm" fw={600}>
        {underWay.length === 0
          ? 'No step is under way on a host now.'
          : `Under way now: ${formatCount(underWay.length, 'unit')}`}
      </Text>
      {underWay.length > 0 ? (
        <List size="sm">
          {underWay.slice(0, SHOWN).map((unit) => (
            <List.Item key={unitKey(unit.ref)}>
              <SafeText text={sayUnit(plan, unit.ref)} />
            </List.Item>
          ))}
          {underWay.length > SHOWN ? <List.Item>and {underWay.length - SHOWN} more</List.Item> : null}
        </List>
      ) : null}
    </WishDialog>
  );
}
