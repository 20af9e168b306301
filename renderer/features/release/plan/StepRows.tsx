import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { TimeFromHere } from '#core/backout/times-by-step.ts';
import type { StepKind } from '#core/release/model.ts';
import { useRelease } from '../release-context.ts';
import type { Path } from '../text/raw.ts';
import { KIND_LOOKS } from './kind-look.ts';
import classes from './plan.module.css';
import { StepDrawer } from './StepDrawer.tsx';
import { StepRow } from './StepRow.tsx';
import { STEP_KINDS, type StepDraft } from './step-draft.ts';

interface StepRowsProps {
  readonly steps: readonly StepDraft[];
  /** Of the list of steps. */
  readonly path: Path;
  /** Empty where no time to back out is shown. */
  readonly times: ReadonlyMap<string, TimeFromHere> | null;
  readonly phaseOn: string;
  /** Steps that are themselves part of a backout: no mirror. */
  readonly plain?: boolean;
}

type Opened = { readonly path: Path; readonly adds: StepKind | null };

export function StepRows({ steps, path, times, phaseOn, plain = false }: StepRowsProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const edit = useRelease((state) => state.edit);
  const move = (from: number, to: number) => edit([{ op: 'move', path, from, to }]);
  return (
    <>
      <ol className={classes.steps} data-plain={plain || undefined}>
        {steps.map((step, index) => (
          <StepRow
            key={step.id || index}
            step={step}
            time={times?.get(step.id) ?? null}
            phaseOn={phaseOn}
            onOpen={() => setOpened({ path: [...path, index], adds: null })}
            menu={
              <StepMenu
                title={step.title}
                onEdit={() => setOpened({ path: [...path, index], adds: null })}
                onUp={index > 0 ? () => move(index, index - 1) : null}
                onDown={index < steps.length - 1 ? () => move(index, index + 1) : null}
                onDelete={() => edit([{ op: 'remove', path: [...path, index] }])}
              />
            }
          />
        ))}
      </ol>
      <div className={classes.add} data-plain={plain || undefined}>
        <AddStep onAdd={(kind) => setOpened({ path: [...path, steps.length], adds: kind })} />
      </div>
      {opened && (
        <StepDrawer
          path={opened.path}
          adds={opened.adds}
          rolling={phaseOn !== ''}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}

interface StepMenuProps {
  readonly title: string;
  readonly onEdit: () => void;
  readonly onUp: (() => void) | null;
  readonly onDown: (() => void) | null;
  readonly onDelete: () => void;
}

function StepMenu({ title, onEdit, onUp, onDown, onDelete }: StepMenuProps) {
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon aria-label={`Actions for step ${title}`} size="sm">
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={onEdit}>
          Edit step…
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowUp size={15} />} disabled={onUp === null} onClick={() => onUp?.()}>
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={15} />}
          disabled={onDown === null}
          onClick={() => onDown?.()}
        >
          Move down
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={15} />} color="bad" onClick={onDelete}>
          Delete step
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function AddStep({ onAdd }: { readonly onAdd: (kind: StepKind) => void }) {
  return (
    <Menu position="bottom-start" shadow="md" width={300}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="xs" leftSection={<IconPlus size={14} />}>
          Add step
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {STEP_KINDS.map((kind) => {
          const { icon: Glyph, label, purpose } = KIND_LOOKS[kind];
          return (
            <Menu.Item key={kind} leftSection={<Glyph size={17} stroke={1.6} />} onClick={() => onAdd(kind)}>
              {label}
              <span className={classes.purpose}>{purpose}</span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
