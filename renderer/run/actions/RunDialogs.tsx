import { List, Text } from '@mantine/core';
import { useLocation } from 'wouter';
import { allUnits, IN_FLIGHT, type RunState, type Unit, unitKey } from '#core/run/state.ts';
import { tallyRun } from '#core/run/tally.ts';
import { formatCount, formatMore } from '#core/words/figures/format-count.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useOfRunEvery, useRun, useRunParts, useRunState } from '../live/run-context.ts';
import type { Wish } from '../live/run-wishes.ts';
import { labelUnit } from '../wording.ts';
import { retryable } from './retryable.ts';
import { type DialogProps, WishDialog } from './WishDialog.tsx';

/** So many units are named. */
const SHOWN = 6;
const unitsInFlight = (state: RunState): readonly Unit[] => tallyRun(state).inFlight;

interface StopDialogProps extends DialogProps {
  /** Leads to the backout once it is stopped. */
  readonly andBackOut: boolean;
}

export function StopDialog({ opened, onClose, andBackOut }: StopDialogProps) {
  const { header, plan } = useRunParts('header', 'plan');
  const running = useOfRunEvery(500, unitsInFlight);
  const stop = useRun((store) => store.ask.steer.stop);
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
        Nothing new starts. On each host where a step is running, Holdpoint ends the step and everything it
        started, and then checks that it is gone. Where that cannot be seen, the step is <b>unknown</b>: it
        may still be running, and the host and process are named.{' '}
        {andBackOut
          ? 'Then you see what a backout would do; nothing is undone before you start it.'
          : 'Nothing is undone.'}
      </Text>
      <Text size="sm" fw={600}>
        {running.length === 0
          ? 'No step is running on a host now.'
          : `Running now: ${formatCount(running.length, 'step')}`}
      </Text>
      {running.length > 0 ? (
        <List size="sm">
          {running.slice(0, SHOWN).map((unit) => (
            <List.Item key={unitKey(unit.ref)}>
              <SafeText text={labelUnit(plan, unit.ref)} />
            </List.Item>
          ))}
          {running.length > SHOWN ? <List.Item>{formatMore(running.length - SHOWN)}</List.Item> : null}
        </List>
      ) : null}
    </WishDialog>
  );
}

export function PauseDialog(props: DialogProps) {
  const state = useRunState();
  const pause = useRun((store) => store.ask.steer.pause);
  const running = [...allUnits(state)].filter((unit) => IN_FLIGHT.has(unit.state)).length;
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
        {`Nothing new begins until a person continues. ${
          running === 0
            ? 'No step is running on a host now.'
            : `${formatCount(running, 'step running now: it continues', 'steps running now: they continue')} to the end.`
        }`}
      </Text>
    </WishDialog>
  );
}

/** Ends a pause, and the recovery after Holdpoint had ended. */
export function ContinueDialog(props: DialogProps) {
  const state = useRunState();
  const continueRun = useRun((store) => store.ask.steer.continue);
  const afterRecovery = state.paused?.because === 'recovery';
  const lost = state.searching.size;
  const [, goTo] = useLocation();
  const onWish = async (wish: Wish): Promise<boolean> => {
    const isTaken = await continueRun(wish);
    // The question that comes next is asked on the page of the run.
    if (isTaken && afterRecovery) goTo(`/run/${state.header.run}`);
    return isTaken;
  };
  return (
    <WishDialog
      {...props}
      name="continue"
      title="Continue this run?"
      action="Continue"
      cancel="Stay paused"
      onWish={onWish}
    >
      <Text size="sm">
        {afterRecovery
          ? 'First Holdpoint checks every host again. Then it asks you about each step that is unknown or failed, unless the step has a rule of its own, and runs what never started. Then the plan continues.'
          : 'The plan continues with its next step.'}
        {lost > 0
          ? ` ${formatCount(lost, 'step is', 'steps are')} not connected yet; the plan waits for them.`
          : ''}
      </Text>
    </WishDialog>
  );
}

/** One decision about everything that failed. */
export function RetryAllDialog(props: DialogProps) {
  const state = useRunState();
  const answerAll = useRun((store) => store.ask.decide.answerAll);
  const { known, unknown } = retryable(state);
  const retry = (wish: Wish): Promise<boolean> =>
    answerAll(
      known.map(({ id }) => ({ question: id, answer: { to: 'unit', remedy: 'retry' } as const, ...wish })),
    );
  return (
    <WishDialog
      {...props}
      name="retry all"
      title={`Retry ${formatCount(known.length, 'step')} that failed?`}
      action={`Retry all ${known.length}`}
      onWish={retry}
    >
      <Text size="sm">Each is run once more, as a new attempt, and the log holds one decision for each.</Text>
      <List size="sm" style={{ overflowWrap: 'anywhere' }}>
        {known.slice(0, SHOWN).map(({ id, question }) => (
          <List.Item key={id}>
            <SafeText text={labelUnit(state.plan, question.unit)} /> ({question.outcome})
          </List.Item>
        ))}
        {known.length > SHOWN ? <List.Item>{formatMore(known.length - SHOWN)}</List.Item> : null}
      </List>
      {unknown.length > 0 ? (
        <Text size="sm">
          {`${formatCount(
            unknown.length,
            'step with an unknown outcome stays for you to decide: it may',
            'steps with an unknown outcome stay for you to decide one at a time: they may',
          )} have run already.`}
        </Text>
      ) : null}
    </WishDialog>
  );
}
