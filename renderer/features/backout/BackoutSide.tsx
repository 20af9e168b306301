import { Button, Checkbox } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { type StoreApi, useStore } from 'zustand';
import type { ShownBackout } from '#contract/commands/backout.ts';
import { latestStartMs } from '#core/backout/clock.ts';
import type { RunHeader } from '#core/run/events.ts';
import { describeEstimateBriefly } from '#core/words/backout/describe-estimate.ts';
import { formatNames } from '#core/words/figures/format-count.ts';
import { formatTimer } from '#core/words/figures/format-duration.ts';
import { formatMoment } from '#core/words/figures/format-time.ts';
import { STEP_BY_STEP } from '#core/words/run/label-run.ts';
import { useNow } from '#run/live/use-now.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { StateMark } from '#ui/state/StateMark.tsx';
import classes from './backout.module.css';
import { type BackoutStore, whyNotYet } from './backout-store.ts';

interface BackoutSideProps {
  readonly store: StoreApi<BackoutStore>;
  readonly shown: ShownBackout;
  readonly header: RunHeader;
}

/** How long it takes, until when it may begin, who carries it out, and the start. */
export function BackoutSide({ store, shown, header }: BackoutSideProps) {
  const { list, order, starting, approve } = useStore(store);
  const [, goTo] = useLocation();
  const reason = whyNotYet({ list, order });
  const begin = async (): Promise<void> => {
    const run = await approve.start();
    if (run) goTo(`/run/${run}`);
  };
  return (
    <aside className={classes.side} aria-label="Time and start">
      <TimeOfBackout shown={shown} header={header} />
      <PersonField
        label="Operator"
        people={header.people ?? []}
        value={order.operator}
        onChange={approve.nameOperator}
      />
      <Checkbox
        size="xs"
        label="Wait for hosts that are leased to another run or workstation"
        checked={order.waitForHosts}
        onChange={(event) => approve.wait(event.currentTarget.checked)}
      />
      <Checkbox
        size="xs"
        label={STEP_BY_STEP.label}
        description={STEP_BY_STEP.means}
        checked={order.stepByStep}
        onChange={(event) => approve.goStepByStep(event.currentTarget.checked)}
      />
      <div role="status" className={classes.says}>
        {reason ?? 'Ready to start.'}
      </div>
      <Button
        fullWidth
        size="md"
        color="red"
        leftSection={<IconArrowBackUp size={17} />}
        loading={starting.busy}
        disabled={reason !== null}
        onClick={() => void begin()}
      >
        Start the backout
      </Button>
    </aside>
  );
}

export function TimeOfBackout({ shown: { backout }, header }: Pick<BackoutSideProps, 'shown' | 'header'>) {
  const { estimate } = backout;
  const now = useNow(true);
  const latest = latestStartMs(header, estimate.ms);
  return (
    <dl className={classes.facts}>
      <Fact name="Takes">{describeEstimateBriefly(estimate)}</Fact>
      {estimate.without.length > 0 ? (
        <Fact name="Without an estimate">
          <SafeText text={formatNames(estimate.without.map(({ title }) => title))} />
        </Fact>
      ) : null}
      <Fact name="Started now, it ends">
        {`${estimate.unestimated > 0 ? 'not before ' : 'about '}${formatMoment(new Date(now + estimate.ms).toISOString(), now)}`}
      </Fact>
      {header.window && latest !== null ? (
        <>
          <Fact name="Window closes">{formatMoment(header.window.closes, now)}</Fact>
          <Fact name="Start at the latest">
            {latest < now ? (
              <StateMark state="late" word={`passed ${formatTimer(now - latest)} ago`} />
            ) : (
              `${formatMoment(new Date(latest).toISOString(), now)}, in ${formatTimer(latest - now)}`
            )}
          </Fact>
        </>
      ) : null}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
