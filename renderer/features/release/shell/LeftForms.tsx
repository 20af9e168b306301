import { IconPencil } from '@tabler/icons-react';
import { useLeftForms } from '#ui/form/drafts.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';

/** Names the forms in which something was typed that was not saved when Holdpoint ended. */
export function LeftForms() {
  const titles = useLeftForms();
  if (titles.length === 0) return null;
  return (
    <NoticeBar tone="care" icon={IconPencil} title="Typed and not saved when Holdpoint ended">
      <SafeText text={titles.join('; ')} />. Open the same form again: what you typed stands in it.
    </NoticeBar>
  );
}
