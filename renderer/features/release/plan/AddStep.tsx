import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { StepKind } from '#core/release/model.ts';
import { KIND_KEYS, STEP_KINDS } from '#core/release/step-kinds.ts';
import { KIND_LOOKS } from './kind-look.ts';
import classes from './plan.module.css';

export function AddStep({ onAdd }: { readonly onAdd: (kind: StepKind) => void }) {
  return (
    <Menu position="bottom-start" shadow="md" width={300}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="xs" leftSection={<IconPlus size={14} />}>
          Add step
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KIND_KEYS.map((kind) => {
          const { icon: Glyph, purpose } = KIND_LOOKS[kind];
          return (
            <Menu.Item key={kind} leftSection={<Glyph size={17} stroke={1.6} />} onClick={() => onAdd(kind)}>
              {STEP_KINDS[kind].label}
              <span className={classes.purpose}>{purpose}</span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
