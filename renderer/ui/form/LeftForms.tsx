import { IconPencil } from '@tabler/icons-react';
import { NoticeBar } from '../NoticeBar.tsx';
import { SafeText } from '../output/SafeText.tsx';
import { useLeftForms } from './drafts.ts';

/** Names the forms in which something was typed that was not saved when Holdpoint closed. */
export function LeftForms() {
  const titles = useLeftForms();
  if (titles.length === 0) return null;
  return (
    <NoticeBar tone="care" icon={IconPencil} title="Not saved when Holdpoint closed">
      <SafeText text={titles.join('; ')} />. Open the same form again: what you typed is still in it.
    </NoticeBar>
  );
}
