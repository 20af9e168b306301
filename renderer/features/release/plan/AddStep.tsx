import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { StepKind } from '#core/release/model.ts';
import { isByPeople, KIND_KEYS, STEP_KINDS } from '#core/release/step-kinds.ts';
import { describeKey } from '../records/field-words.ts';
import { KIND_ICONS } from './kind-icons.ts';
import classes from './plan.module.css';
import { STEP_KEYS } from './step-form.ts';

interface AddStepProps {
  /** All steps of the phase are done on one batch of hosts before the next. */
  readonly rolling: boolean;
  readonly onAdd: (kind: StepKind) => void;
}

export function AddStep({ rolling, onAdd }: AddStepProps) {
  return (
    <Menu position="bottom-start" shadow="md" width={300}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="xs" leftSection={<IconPlus size={14} />}>
          Add step
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KIND_KEYS.map((kind) => {
          const Glyph = KIND_ICONS[kind];
          const key = STEP_KEYS.get(kind);
          return (
            <Menu.Item
              key={kind}
              disabled={rolling && isByPeople(kind)}
              leftSection={<Glyph size={17} stroke={1.6} />}
              onClick={() => onAdd(kind)}
            >
              {STEP_KINDS[kind].label}
              <span className={classes.purpose}>
                {rolling && isByPeople(kind) ? 'Needs a phase that does not roll' : key && describeKey(key)}
              </span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
