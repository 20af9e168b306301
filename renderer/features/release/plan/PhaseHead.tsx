import { IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import type { Path } from '#core/release/problems.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { ConfirmDialog } from '#ui/ConfirmButton.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useChangeRaw, useRaw } from '../release-context.ts';
import { EntryMenu } from '../shell/EntryMenu.tsx';
import { recordOf } from '../text/raw.ts';
import { CopyItems } from './CopyItems.tsx';
import type { RowActs } from './MovableRow.tsx';
import { PhaseDialog } from './PhaseDialog.tsx';
import classes from './plan.module.css';
import type { PhaseDraft } from './step-draft.ts';

interface PhaseHeadProps {
  readonly phase: PhaseDraft;
  readonly path: Path;
  readonly place: { readonly index: number; readonly count: number };
  readonly acts: RowActs;
}

/** A phase's title and what holds for all of its steps. */
export function PhaseHead({ phase, path, place, acts }: PhaseHeadProps) {
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const title = phase.title || 'Untitled phase';
  return (
    <header className={classes.phaseHead} data-later={place.index > 0 || undefined}>
      <h2 className={classes.phaseTitle}>
        <button type="button" className={classes.phaseOpen} onClick={() => setOpen('edit')} data-row-focus>
          <SafeText text={title} />
        </button>
      </h2>
      {phase.rollout && (
        <span className={classes.rollout}>
          <IconRepeat size={14} stroke={1.75} aria-hidden />{' '}
          <SafeText text={phase.on ? `On ${phase.on}: ${phase.rollout}` : phase.rollout} />
        </span>
      )}
      {phase.shared && (
        <span className={classes.rollout}>
          Steps <SafeText text={phase.shared} />
        </span>
      )}
      <EntryMenu
        of="phase"
        title={title}
        up={place.index === 0 ? null : () => acts.move(-1)}
        down={place.index === place.count - 1 ? null : () => acts.move(1)}
        removal="Delete phase…"
        onEdit={() => setOpen('edit')}
        onRemove={() => setOpen('delete')}
      >
        <CopyItems of="phase" acts={acts} />
      </EntryMenu>
      <PhaseWindows
        open={open}
        path={path}
        title={title}
        steps={phase.steps.length}
        onRemove={acts.remove}
        onClose={() => setOpen(null)}
      />
    </header>
  );
}

interface PhaseWindowsProps {
  readonly open: 'edit' | 'delete' | null;
  readonly path: Path;
  readonly title: string;
  readonly steps: number;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

function PhaseWindows({ open, path, title, steps, onRemove, onClose }: PhaseWindowsProps) {
  const raw = useRaw(path);
  const change = useChangeRaw();
  return (
    <>
      {open === 'edit' && (
        <PhaseDialog
          name={`phase ${JSON.stringify(path)}`}
          start={recordOf(raw)}
          onClose={onClose}
          onSave={(value) => {
            change(path, value);
            onClose();
          }}
        />
      )}
      <ConfirmDialog
        opened={open === 'delete'}
        onClose={onClose}
        question={`Delete the phase ${title}?`}
        confirmLabel="Delete phase"
        danger
        onConfirm={onRemove}
      >
        {`${formatCount(steps, 'step')} and their undo are deleted with it. Undo restores them.`}
      </ConfirmDialog>
    </>
  );
}
