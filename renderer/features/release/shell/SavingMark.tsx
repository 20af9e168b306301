import { type Icon, IconAlertTriangle, IconCheck, IconPencil, IconRefresh } from '@tabler/icons-react';
import { StateBadge } from '#ui/StateBadge.tsx';
import type { Tone } from '#ui/state/state-look.ts';
import { useRelease } from '../release-context.ts';
import type { Saving } from '../release-store.ts';

interface Look {
  readonly tone: Tone;
  readonly icon: Icon;
  readonly label: string;
}

const LOOKS: Readonly<Record<Saving['kind'], Look>> = {
  saved: { tone: 'quiet', icon: IconCheck, label: 'Saved' },
  unsaved: { tone: 'quiet', icon: IconPencil, label: 'Not saved yet' },
  saving: { tone: 'quiet', icon: IconRefresh, label: 'Saving' },
  conflict: { tone: 'care', icon: IconAlertTriangle, label: 'Changed elsewhere' },
  failed: { tone: 'bad', icon: IconAlertTriangle, label: 'Not saved' },
};

export function SavingMark() {
  const saving = useRelease((state) => state.stored.saving);
  return (
    <span role="status" aria-live="polite">
      <StateBadge
        variant="plain"
        {...LOOKS[saving.kind]}
        title={saving.kind === 'failed' ? saving.message : undefined}
      />
    </span>
  );
}
