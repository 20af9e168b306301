import { Text } from '@mantine/core';
import { useLocation } from 'wouter';
import { allUnits, IN_FLIGHT } from '#core/run/state.ts';
import { formatCount } from '#core/words/format-count.ts';
import { useRun, useRunState } from '../live/run-context.ts';
import type { Wish } from '../live/run-store.ts';
import { type DialogProps, WishDialog } from './WishDialog.tsx';

export function PauseDialog(props: DialogProps) {
  const state = useRunState();
  const pause = useRun((store) => store.pause);
  const underWay = [...allUnits(state)].filter((unit) => IN_FLIGHT.has(unit.state)).length;
  return (
    <WishDialog
      {...props}
      name="pause"
      title="Pause this run?"
      noteLabel="Why (optional)"
      action="Pause"
      cancel="Keep running"
      onWish={pause}
    >
      <Text size="sm">
        Nothing new begins until a person continues.{' '}
        {underWay === 0
          ? 'No step is under way on a host now.'
          : `${formatCount(underWay, 'unit')} under way now: ${underWay === 1 ? 'it goes' : 'they go'} on to the end.`}
      </Text>
    </WishDialog>
  );
}

/** Ends a pause, and the recovery after Holdpoint had ended. */
export function ContinueDialog(props: DialogProps) {
  const state = useRunState();
  const goOn = useRun((store) => store.goOn);
  const afterRecovery = state.paused?.because === 'recovery';
  const lost = state.lost.size;
  const [, goTo] = useLocation();
  const onWish = async (wish: Wish): Promise<boolean> => {
    const isTaken = await goOn(wish);
    // The question that comes next is asked on the page of the run.
    if (isTaken && afterRecovery) goTo(`/run/${state.header.run}`);
    return isTaken;
  };
  return (
    <WishDialog
      {...props}
      name="continue"
      title={afterRecovery ? 'Go on with this run?' : 'Continue this run?'}
      action={afterRecovery ? 'Go on' : 'Continue'}
      cancel="Stay paused"
      onWish={onWish}
    >
      <Text size="sm">
        {afterRecovery
          ? 'First every host is checked again. Then what is unknown or failed comes up for your decision, unless its step has a rule of its own; what never started is done. Then the plan goes on.'
          : 'The plan goes on where it stands.'}
        {lost > 0
          ? ` ${formatCount(lost, 'unit is', 'units are')} still looked for; their step waits for them.`
          : ''}
      </Text>
    </WishDialog>
  );
}
