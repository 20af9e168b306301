import { useEffect, useRef, useState } from 'react';
import type { Path } from '#core/release/problems.ts';
import { AddRow } from './AddRow.tsx';
import { MovableRow } from './MovableRow.tsx';
import classes from './plan.module.css';
import { below, isSamePath } from './plan-edits.ts';
import { type OpenedStep, StepDrawer } from './StepDrawer.tsx';
import { StepMenu } from './StepMenu.tsx';
import { StepRow } from './StepRow.tsx';
import type { StepDraft } from './step-draft.ts';
import { usePlanActs } from './use-plan-acts.ts';

interface StepRowsProps {
  readonly steps: readonly StepDraft[];
  /** Of the list of steps. */
  readonly path: Path;
}

/** Steps that are themselves part of a backout: a plain list, without the mirror of undos. */
export function StepRows({ steps, path }: StepRowsProps) {
  const [opened, setOpened] = useState<OpenedStep | null>(null);
  const [isTyping, setTyping] = useState(false);
  const acts = usePlanActs();
  const list = useRef<HTMLOListElement>(null);
  const focused = acts.focus;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is the same list all along
  useEffect(() => {
    const index = focused && isSamePath(focused.path.slice(0, -1), path) ? Number(focused.path.at(-1)) : null;
    if (index !== null) list.current?.querySelectorAll<HTMLElement>('[data-row-focus]')[index]?.focus();
  }, [focused]);
  const goTo = (from: number, by: -1 | 1): void => {
    if (steps[from + by]) acts.focusOn([...path, from + by]);
  };
  const end = { list: path, index: steps.length };
  return (
    <>
      <ol className={classes.steps} data-plain ref={list}>
        {steps.map((step, index) => {
          const place = { list: path, index };
          const own = acts.actsOfStep(place, (by) => goTo(index, by));
          const onOpen = () => setOpened({ path: [...path, index], adds: null });
          const ends = { isTop: index === 0, isBottom: index === steps.length - 1 };
          return (
            <li key={step.id || index}>
              <MovableRow
                acts={own}
                drag={acts.dragOf(place, { before: place, after: { list: path, index: index + 1 } })}
              >
                <StepRow
                  step={step}
                  time={null}
                  phaseOn=""
                  isFirst={ends.isTop}
                  isLast={ends.isBottom}
                  onOpen={onOpen}
                  menu={<StepMenu title={step.title} id={step.id} ends={ends} acts={own} onEdit={onOpen} />}
                />
              </MovableRow>
            </li>
          );
        })}
      </ol>
      <AddRow
        place={end}
        phase={null}
        isTyping={isTyping}
        onTyping={setTyping}
        onAdd={(kind) => setOpened({ path: [...path, steps.length], adds: kind })}
        onLeave={() => {
          if (steps.length > 0) acts.focusOn([...path, steps.length - 1]);
        }}
      />
      {opened && (
        <StepDrawer
          {...opened}
          onNext={() => setOpened({ ...opened, path: below(opened.path) })}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}
