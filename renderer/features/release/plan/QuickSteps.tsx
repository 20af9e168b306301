import { Button, Group, Select, Textarea, TextInput } from '@mantine/core';
import { type KeyboardEvent, useRef } from 'react';
import { isByPeople, KIND_KEYS, STEP_KINDS } from '#core/release/step-kinds.ts';
import { useTypedOnPage } from '#ui/form/drafts.ts';
import { useDraftNow, useRelease } from '../release-context.ts';
import { plain } from '../text/raw.ts';
import { CODE } from './field-parts.ts';
import { HostsField } from './HostsField.tsx';
import classes from './plan.module.css';
import { freeStepId, type StepPlace } from './plan-edits.ts';
import { QUICK_KINDS, type QuickStep, quickStep } from './quick-step.ts';
import type { PhaseDraft } from './step-draft.ts';

interface QuickStepsProps {
  readonly place: StepPlace;
  /** Null where the steps are in no phase. */
  readonly phase: PhaseDraft | null;
  readonly onClose: () => void;
}

/** Steps typed in one after the other: Enter adds one at the end and begins the next. */
export function QuickSteps({ place, phase, onClose }: QuickStepsProps) {
  const edit = useRelease((state) => state.write.edit);
  const now = useDraftNow();
  const title = useRef<HTMLInputElement>(null);
  const start = { kind: 'run', title: '', text: '', undo: '', on: lastHosts(phase) } as const;
  const typed = useTypedOnPage<QuickStep>(`quick step in ${JSON.stringify(place.list)}`, 'New step', start);
  const { value: step } = typed;
  const put = (part: Partial<QuickStep>) => typed.set((before) => ({ ...before, ...part }));
  const isRolling = phase !== null && phase.on !== '';
  const kind = STEP_KINDS[step.kind];
  const isWhole = step.text.trim() !== '' && step.title.trim() !== '';
  const add = (): void => {
    const value = quickStep(step, freeStepId(now().read.data, step.title));
    edit([{ kind: 'insert', path: place.list, index: place.index, value: plain(value) }]);
    typed.startOver({ ...start, kind: step.kind, on: step.on });
    title.current?.focus();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.stopPropagation();
      onClose();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey || event.defaultPrevented)
      return;
    if (event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    if (isWhole) add();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the fields inside it
    <div className={classes.quick} data-plain={phase === null || undefined} onKeyDown={press}>
      <div className={classes.quickFields}>
        <TextInput
          ref={title}
          autoFocus
          label="Title"
          value={step.title}
          onChange={(event) => put({ title: event.currentTarget.value })}
        />
        <Textarea
          label={kind.label}
          autosize
          minRows={1}
          maxRows={8}
          {...(kind.prints ? { styles: CODE } : {})}
          value={step.text}
          onChange={(event) => put({ text: event.currentTarget.value })}
        />
        <HostsField
          label="On hosts"
          disabled={kind.where !== 'hosts'}
          placeholder={phase?.on || 'web'}
          value={step.on}
          onChange={(on) => put({ on })}
        />
        <TextInput
          label="Undo command"
          disabled={!kind.undoable || kind.where !== 'hosts'}
          styles={CODE}
          value={step.undo}
          onChange={(event) => put({ undo: event.currentTarget.value })}
        />
        <Select
          label="Kind"
          allowDeselect={false}
          data={KIND_KEYS.filter((key) => QUICK_KINDS.has(key) && !(isRolling && isByPeople(key))).map(
            (key) => ({
              value: key,
              label: STEP_KINDS[key].label,
            }),
          )}
          value={step.kind}
          onChange={(next) => next && put({ kind: next as QuickStep['kind'] })}
        />
      </div>
      <Group gap="xs" justify="space-between">
        <span className={classes.purpose}>
          Enter adds the step and begins the next, Shift Enter begins a line, Esc closes.
        </span>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={onClose}>
            Close
          </Button>
          <Button size="xs" disabled={!isWhole} onClick={add}>
            Add step
          </Button>
        </Group>
      </Group>
    </div>
  );
}

/** Steps that follow one another mostly run on the same hosts. */
function lastHosts(phase: PhaseDraft | null): string {
  if (phase === null || phase.on !== '') return '';
  return phase.steps.findLast(({ on }) => on !== '')?.on ?? '';
}
