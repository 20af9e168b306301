import { useState } from 'react';
import type { Path } from '#core/release/problems.ts';
import { useRelease } from '../release-context.ts';
import { AddStep } from './AddStep.tsx';
import classes from './plan.module.css';
import { type OpenedStep, StepDrawer } from './StepDrawer.tsx';
import { StepMenu } from './StepMenu.tsx';
import { StepRow } from './StepRow.tsx';
import type { StepDraft } from './step-draft.ts';

interface StepRowsProps {
  readonly steps: readonly StepDraft[];
  /** Of the list of steps. */
  readonly path: Path;
}

/** Steps that are themselves part of a backout: a plain list, without the mirror of undos. */
export function StepRows({ steps, path }: StepRowsProps) {
  const [opened, setOpened] = useState<OpenedStep | null>(null);
  const edit = useRelease((state) => state.write.edit);
  const move = (from: number, to: number) => edit([{ op: 'move', path, from, to }]);
  return (
    <>
      <ol className={classes.steps} data-plain>
        {steps.map((step, index) => (
          <li key={step.id || index}>
            <StepRow
              step={step}
              time={null}
              phaseOn=""
              isFirst={index === 0}
              isLast={index === steps.length - 1}
              onOpen={() => setOpened({ path: [...path, index], adds: null })}
              menu={
                <StepMenu
                  title={step.title}
                  id={step.id}
                  onEdit={() => setOpened({ path: [...path, index], adds: null })}
                  place={{ index, count: steps.length }}
                  onMove={(to) => move(index, to)}
                  onRemove={() => edit([{ op: 'remove', path: [...path, index] }])}
                />
              }
            />
          </li>
        ))}
      </ol>
      <div className={classes.add} data-plain>
        <AddStep onAdd={(kind) => setOpened({ path: [...path, steps.length], adds: kind })} />
      </div>
      {opened && <StepDrawer {...opened} rolling={false} onClose={() => setOpened(null)} />}
    </>
  );
}
