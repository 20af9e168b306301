import { SimpleGrid, Stack } from '@mantine/core';
import { useMemo } from 'react';
import { Section } from '#ui/Section.tsx';
import { StepRows } from '../plan/StepRows.tsx';
import { readStep } from '../plan/step-draft.ts';
import { useRaw } from '../release-context.ts';
import { RawArea, RawLines, RawText, RawWho } from '../shell/RawField.tsx';
import { listOf } from '../text/raw.ts';
import classes from './backout.module.css';

export function BackoutView() {
  return (
    <div className={classes.page}>
      <Section title="When to back out" note="Decide this now, so that nobody has to decide it at night.">
        <Stack gap="sm">
          <RawLines label="Triggers" description="One on each line" path={['backout', 'triggers']} />
          <SimpleGrid cols={3} spacing="sm">
            <RawWho label="Who decides" placeholder="manager" path={['backout', 'authority']} />
            <RawWho label="Who performs it" placeholder="engineer" path={['backout', 'performer']} />
            <RawText label="Decide within" placeholder="10m" path={['backout', 'decide_within']} />
          </SimpleGrid>
          <RawArea label="If the backout itself fails" path={['backout', 'contingencies']} />
        </Stack>
      </Section>
      <BackoutSteps
        title="Before the undo steps"
        note="Done first, such as stopping a job that would interfere."
        part="before"
      />
      <BackoutSteps
        title="After the undo steps"
        note="Done last: checks that the backout worked."
        part="after"
      />
      <p className={classes.note}>
        Between the two, Holdpoint undoes what really ran, newest first, by the undo that is beside each step
        under Deployment.
      </p>
    </div>
  );
}

interface BackoutStepsProps {
  readonly title: string;
  readonly note: string;
  readonly part: 'before' | 'after';
}

function BackoutSteps({ title, note, part }: BackoutStepsProps) {
  const raw = useRaw(['backout', part]);
  const steps = useMemo(() => listOf(raw).map((step) => readStep(step)), [raw]);
  return (
    <Section title={title} note={note}>
      <StepRows steps={steps} path={['backout', part]} />
    </Section>
  );
}
