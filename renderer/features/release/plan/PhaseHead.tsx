import { IconRepeat } from '@tabler/icons-react';
import { useState } from 'react';
import type { Path } from '#core/release/problems.ts';
import { formatCount } from '#core/words/format-count.ts';
import { ConfirmDialog } from '#ui/ConfirmButton.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useChangeRaw, useRaw, useRelease } from '../release-context.ts';
import { EntryMenu } from '../shell/EntryMenu.tsx';
import { recordOf } from '../text/raw.ts';
import { PhaseDialog } from './PhaseDialog.tsx';
import classes from './plan.module.css';
import type { PhaseDraft } from './step-draft.ts';

interface PhaseHeadProps {
  readonly phase: PhaseDraft;
  readonly path: Path;
  readonly place: { readonly index: number; readonly count: number };
}

/** A phase's title and what holds for all of its steps. */
export function PhaseHead({ phase, path, place }: PhaseHeadProps) {
  const title = phase.title || 'Untitled phase';
  return (
    <header className={classes.phaseHead} data-later={place.index > 0 || undefined}>
      <h2 className={classes.phaseTitle}>
        <SafeText text={title} />
      </h2>
      {phase.rollout && (
        <span className={classes.rollout}>
          <IconRepeat size={14} stroke={1.75} aria-hidden />{' '}
          <SafeText text={phase.on ? `On ${phase.on}: ${phase.rollout}` : phase.rollout} />
        </span>
      )}
      {phase.shell && (
        <span className={classes.rollout}>
          by <SafeText text={phase.shell} />
        </span>
      )}
      <PhaseMenu title={title} path={path} place={place} steps={phase.steps.length} />
    </header>
  );
}

interface PhaseMenuProps {
  readonly title: string;
  readonly path: Path;
  readonly place: { readonly index: number; readonly count: number };
  readonly steps: number;
}

function PhaseMenu({ title, path, place, steps }: PhaseMenuProps) {
  const raw = useRaw(path);
  const edit = useRelease((state) => state.write.edit);
  const change = useChangeRaw();
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const move = (to: number) => edit([{ op: 'move', path: path.slice(0, -1), from: place.index, to }]);
  return (
    <>
      <EntryMenu
        of="phase"
        title={title}
        place={place}
        removal="Delete phase…"
        onEdit={() => setOpen('edit')}
        onMove={move}
        onRemove={() => setOpen('delete')}
      />
      {open === 'edit' && (
        <PhaseDialog
          name={`phase ${JSON.stringify(path)}`}
          start={recordOf(raw)}
          onClose={() => setOpen(null)}
          onSave={(value) => {
            change(path, value);
            setOpen(null);
          }}
        />
      )}
      <ConfirmDialog
        opened={open === 'delete'}
        onClose={() => setOpen(null)}
        question={`Delete the phase ${title}?`}
        confirmLabel="Delete phase"
        danger
        onConfirm={() => edit([{ op: 'remove', path }])}
      >
        {`${formatCount(steps, 'step')} and their undo are deleted with it. Undo restores them.`}
      </ConfirmDialog>
    </>
  );
}
