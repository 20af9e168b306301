/** Carries out changes of order in a plan, with the focus on what was changed. */
import { useRef, useState } from 'react';
import { entryText } from '#core/release/edit-release.ts';
import type { Path } from '#core/release/problems.ts';
import { renderItem } from '#core/release/render-yaml.ts';
import { noticeDone, noticeInfo } from '#ui/notices.ts';
import { useDraftNow, useRelease } from '../release-context.ts';
import { at, plain } from '../text/raw.ts';
import type { RowActs, RowDrag } from './MovableRow.tsx';
import {
  duplicate,
  insertPasted,
  movePhase,
  moveStep,
  type PlanChange,
  placeStep,
  readPasted,
  removeEntry,
  type StepPlace,
} from './plan-edits.ts';

export interface FocusedPath {
  readonly path: Path;
}

export interface PlanActs {
  /** What is to get the focus; each new object asks once. */
  readonly focus: FocusedPath | null;
  readonly focusOn: (path: Path) => void;
  readonly actsOfStep: (place: StepPlace, goTo: RowActs['goTo']) => RowActs;
  readonly actsOfPhase: (place: StepPlace, goTo: RowActs['goTo']) => RowActs;
  /** `into`: where a step goes that is dropped before or behind the row. */
  readonly dragOf: (step: StepPlace | null, into: Readonly<Record<'before' | 'after', StepPlace>>) => RowDrag;
}

export function usePlanActs(): PlanActs {
  const edit = useRelease((state) => state.write.edit);
  const now = useDraftNow();
  const [focus, setFocus] = useState<FocusedPath | null>(null);
  const dragged = useRef<StepPlace | null>(null);
  const carryOut = (change: PlanChange | null): void => {
    if (change === null) return;
    edit(change.edits);
    if (change.focus) setFocus({ path: change.focus });
  };
  const data = (): unknown => now().read.data;
  const common = (place: StepPlace, goTo: RowActs['goTo']) => ({
    duplicate: () => carryOut(duplicate(data(), place)),
    text: () => textAt(now(), [...place.list, place.index]),
    goTo,
  });
  return {
    focus,
    focusOn: (path) => setFocus({ path }),
    actsOfStep: (place, goTo) => ({
      ...common(place, goTo),
      move: (by) => carryOut(moveStep(data(), place, by)),
      remove() {
        carryOut(removeEntry(data(), place));
        noticeDone('Step removed', 'Undo (Ctrl Z) restores it.');
      },
      paste(text) {
        const { steps } = readPasted(text);
        if (steps.length === 0) return refusePaste('step');
        carryOut(insertPasted(data(), { list: place.list, index: place.index + 1 }, steps));
      },
    }),
    actsOfPhase: (place, goTo) => ({
      ...common(place, goTo),
      move: (by) => carryOut(movePhase(data(), place, by)),
      remove() {
        carryOut(removeEntry(data(), place));
        noticeDone('Phase removed', 'Undo (Ctrl Z) restores it and its steps.');
      },
      paste(text) {
        const { steps, phases } = readPasted(text);
        if (phases.length > 0)
          return carryOut(insertPasted(data(), { list: place.list, index: place.index + 1 }, phases));
        if (steps.length === 0) return refusePaste('phase');
        carryOut(insertPasted(data(), { list: [...place.list, place.index, 'steps'], index: 0 }, steps));
      },
    }),
    dragOf: (step, into) => ({
      begin: () => {
        dragged.current = step;
      },
      accepts: () => dragged.current !== null,
      drop(side) {
        if (dragged.current) carryOut(placeStep(dragged.current, into[side]));
        dragged.current = null;
      },
    }),
  };
}

function refusePaste(of: 'step' | 'phase'): void {
  noticeInfo('Nothing was pasted', `The clipboard holds no ${of} as a release file writes it.`);
}

/** In the words of the file; while those of a long file are still being written, in the usual ones. */
function textAt({ text, read }: ReturnType<ReturnType<typeof useDraftNow>>, path: Path): string {
  const value = plain(at(read.data, path));
  return `${entryText(text, path) ?? renderItem(value, '')}\n`;
}
