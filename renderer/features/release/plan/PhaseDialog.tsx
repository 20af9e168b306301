import { Checkbox, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { type Raw, recordOf, textOf, textsOf, withoutEmpty } from '../text/raw.ts';
import { idFrom } from './id-from.ts';
import { ShellFields } from './ShellFields.tsx';

interface PhaseDialogProps {
  /** The phase as it stands; empty for a new one. */
  readonly start: Raw;
  readonly onClose: () => void;
  readonly onSave: (phase: Raw) => void;
}

export function PhaseDialog({ start, onClose, onSave }: PhaseDialogProps) {
  const rollout = recordOf(start['rollout']);
  const [title, setTitle] = useState(textOf(start['title']));
  const [rolling, setRolling] = useState(start['rollout'] !== undefined);
  const [on, setOn] = useState(textOf(start['on']));
  const [batches, setBatches] = useState(textsOf(rollout['batches']).join(', ') || '1, rest');
  const [parallel, setParallel] = useState<number | string>(textOf(rollout['parallel']));
  const [stopAfter, setStopAfter] = useState(textOf(rollout['stop_after']) || '1');
  const [pause, setPause] = useState(rollout['pause'] === 'hold');
  const [shell, setShell] = useState<Raw>({ shell: start['shell'], strict: start['strict'] });
  const save = () => {
    const { on: _on, rollout: _rollout, shell: _shell, strict: _strict, steps, ...rest } = start;
    const named = { ...rest, id: textOf(start['id']) || idFrom(title), title: title.trim() };
    const next = { ...named, ...withoutEmpty(shell), ...(steps === undefined ? {} : { steps }) };
    const rolls = {
      batches: readBatches(batches),
      parallel: numberOr(parallel),
      stop_after: numberOr(stopAfter),
      pause: pause ? 'hold' : '',
    };
    onSave(rolling ? { ...next, on: on.trim(), rollout: withoutEmpty(rolls) } : next);
  };
  return (
    <FormModal
      value={{ title, rolling, on, batches, parallel, stopAfter, pause, shell }}
      onSave={save}
      onClose={onClose}
      title={start['title'] === undefined ? 'New phase' : 'Phase'}
    >
      <Stack gap="md">
        <TextInput
          label="Title"
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          data-autofocus
        />
        <ShellFields
          of={shell}
          otherwise="As the environment"
          onChange={(part) => setShell((before) => ({ ...before, ...part }))}
        />
        <Checkbox
          label="Roll through the hosts in batches"
          description="All steps of the phase are done on one batch before the next one starts."
          checked={rolling}
          onChange={(event) => setRolling(event.currentTarget.checked)}
        />
        {rolling && (
          <>
            <TextInput
              label="On hosts"
              description="Names, tags or patterns"
              placeholder="web and not canary"
              value={on}
              onChange={(event) => setOn(event.currentTarget.value)}
            />
            <TextInput
              label="Batches"
              description="Counts or percentages; the last one is usually rest"
              value={batches}
              onChange={(event) => setBatches(event.currentTarget.value)}
            />
            <Group grow>
              <NumberInput
                label="At a time"
                placeholder="All"
                min={1}
                value={parallel}
                onChange={setParallel}
              />
              <TextInput
                label="Stop after"
                description=""
                placeholder="1 or 10%"
                value={stopAfter}
                onChange={(event) => setStopAfter(event.currentTarget.value)}
              />
            </Group>
            <Checkbox
              label="Wait for a person between batches"
              checked={pause}
              onChange={(event) => setPause(event.currentTarget.checked)}
            />
          </>
        )}
        <FormButtons save="Save phase" disabled={idFrom(title) === ''} />
      </Stack>
    </FormModal>
  );
}

function readBatches(text: string): readonly (number | string)[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(numberOr);
}

/** A count as a number; a percentage or a word as it is. */
function numberOr(value: string | number): number | string {
  return /^\d+$/.test(String(value).trim()) ? Number(value) : value;
}
