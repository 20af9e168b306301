import { Button, Group } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import type { StepKind } from '#core/release/model.ts';
import { AddStep } from './AddStep.tsx';
import classes from './plan.module.css';
import type { StepPlace } from './plan-edits.ts';
import { QuickSteps } from './QuickSteps.tsx';
import type { PhaseDraft } from './step-draft.ts';

interface AddRowProps {
  readonly place: StepPlace;
  readonly phase: PhaseDraft | null;
  readonly isTyping: boolean;
  readonly onTyping: (is: boolean) => void;
  readonly onAdd: (kind: StepKind) => void;
  /** Gives the focus back to the steps. */
  readonly onLeave: () => void;
}

/** Below the steps of a phase: a form for one more, or a line to type in several. */
export function AddRow({ place, phase, isTyping, onTyping, onAdd, onLeave }: AddRowProps) {
  if (isTyping)
    return (
      <QuickSteps
        place={place}
        phase={phase}
        onClose={() => {
          onTyping(false);
          onLeave();
        }}
      />
    );
  return (
    <Group gap={4} className={classes.add} data-plain={phase === null || undefined}>
      <AddStep rolling={phase !== null && phase.on !== ''} onAdd={onAdd} />
      <Button
        variant="subtle"
        color="gray"
        size="xs"
        leftSection={<IconKeyboard size={14} />}
        title="Title, command and hosts in one line; Enter adds the step and begins the next (N)"
        onClick={() => onTyping(true)}
      >
        Type steps
      </Button>
    </Group>
  );
}
