import { Button } from '@mantine/core';
import { IconListNumbers, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Path } from '#core/release/problems.ts';
import { owesUndo } from '#core/release/step-kinds.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { useRaw, useRelease } from '../release-context.ts';
import { listOf, plain } from '../text/raw.ts';
import { Mirror } from './Mirror.tsx';
import { MirrorHead } from './MirrorHead.tsx';
import { PhaseDialog } from './PhaseDialog.tsx';
import classes from './plan.module.css';
import { readPhase } from './step-draft.ts';
import { useTimesFromHere } from './use-times-from-here.ts';

interface PlanEditorProps {
  /** Where the phases stand in the file. */
  readonly path: Path;
  readonly empty: { readonly title: string; readonly text: string };
}

/** A plan as a mirror: what is done on the left, what takes it back on the right, the time that takes down the side. */
export function PlanEditor({ path, empty }: PlanEditorProps) {
  const raw = useRaw(path);
  const edit = useRelease((state) => state.write.edit);
  const [adding, setAdding] = useState(false);
  const isBackedOut = owesUndo(path[0]);
  const phases = useMemo(() => listOf(raw).map((phase) => readPhase(phase, isBackedOut)), [raw, isBackedOut]);
  const times = useTimesFromHere(path);
  const addButton = (
    <Button variant="default" leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
      Add phase
    </Button>
  );
  return (
    <>
      {phases.length === 0 ? (
        <EmptyState icon={<IconListNumbers />} title={empty.title} action={addButton}>
          {empty.text}
        </EmptyState>
      ) : (
        <div className={classes.mirror}>
          <MirrorHead />
          <Mirror phases={phases} path={path} times={times} />
          <div className={classes.foot}>{addButton}</div>
        </div>
      )}
      {adding && (
        <PhaseDialog
          name={`new phase in ${JSON.stringify(path)}`}
          start={{}}
          onClose={() => setAdding(false)}
          onSave={(value) => {
            edit([{ kind: 'insert', path, index: phases.length, value: plain({ ...value, steps: [] }) }]);
            setAdding(false);
          }}
        />
      )}
    </>
  );
}
