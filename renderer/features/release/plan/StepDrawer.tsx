import { Stack, Text } from '@mantine/core';
import { idFrom } from '#core/release/id-from.ts';
import type { StepKind } from '#core/release/model.ts';
import type { Path } from '#core/release/problems.ts';
import { STEP_KINDS } from '#core/release/step-kinds.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormDrawer, SaveAndNext } from '#ui/form/FormWindows.tsx';
import { useChangeRaw, useRaw, useRelease } from '../release-context.ts';
import { plain, type Raw, recordOf, textOf } from '../text/raw.ts';
import { ActionFields } from './ActionFields.tsx';
import { NameFields } from './NameFields.tsx';
import { OptionFields } from './OptionFields.tsx';
import { kindOf } from './step-draft.ts';
import { freshStep, tidyStep } from './step-form.ts';
import { UndoFields } from './UndoFields.tsx';

export interface OpenedStep {
  readonly path: Path;
  /** The kind of a step to add at `path`; null edits the one that is there. */
  readonly adds: StepKind | null;
}

interface StepDrawerProps extends OpenedStep {
  /** Another step is to be added below the one that was. */
  readonly onNext: () => void;
  readonly onClose: () => void;
}

/** The steps before and after a backout stand in no phase, and beside them are no options of one. */
function phaseOf(step: Path): Path {
  return step.slice(0, -2);
}

export function StepDrawer({ path, adds, onNext, onClose }: StepDrawerProps) {
  const there = recordOf(useRaw(path));
  const phase = recordOf(useRaw(phaseOf(path)));
  const edit = useRelease((state) => state.write.edit);
  const change = useChangeRaw();
  const name = adds ? `new ${adds} in ${JSON.stringify(path.slice(0, -1))}` : `step ${textOf(there['id'])}`;
  const typed = useTyped<Raw>(name, adds ? freshStep(adds) : there);
  const { value: step, set: setStep } = typed;
  const kind = kindOf(step);
  const put = (part: Raw) => setStep((before) => ({ ...before, ...part }));
  const id = textOf(step['id']) || idFrom(textOf(step['title']));
  const keep = () => {
    const next = tidyStep({ ...step, id });
    if (adds)
      edit([{ kind: 'insert', path: path.slice(0, -1), index: Number(path.at(-1)), value: plain(next) }]);
    else change(path, next);
  };
  const save = () => {
    keep();
    onClose();
  };
  const saveAndNext = () => {
    keep();
    if (adds) typed.startOver({ ...freshStep(adds), ...(step['on'] ? { on: step['on'] } : {}) });
    onNext();
  };
  const label = kind ? STEP_KINDS[kind].label : 'Step';
  return (
    <FormDrawer
      typed={typed}
      onSave={save}
      onClose={onClose}
      size={560}
      title={adds ? `New step: ${label.toLowerCase()}` : `Edit step: ${label.toLowerCase()}`}
    >
      <Stack gap="lg" pb="xl">
        <NameFields step={step} id={id} isNew={adds !== null} onChange={put} />
        {kind && <ActionFields kind={kind} step={step} onChange={put} />}
        {!kind && <Text size="sm">This step has no kind that Holdpoint knows. Fix it in the source.</Text>}
        {kind && <OptionFields kind={kind} step={step} phase={phase} onChange={put} />}
        {kind && STEP_KINDS[kind].undoable && <UndoFields kind={kind} step={step} onChange={setStep} />}
        <FormButtons save="Save step" disabled={id === ''}>
          {adds && <SaveAndNext disabled={id === ''} onSave={saveAndNext} />}
        </FormButtons>
      </Stack>
    </FormDrawer>
  );
}
