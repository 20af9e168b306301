import { IconAlertTriangle } from '@tabler/icons-react';
import { NoticeBar } from './NoticeBar.tsx';

/** A failure, in place; nothing when there is none. */
export function ProblemBar({ title, problem }: { readonly title: string; readonly problem: string | null }) {
  if (problem === null) return null;
  return (
    <NoticeBar tone="bad" icon={IconAlertTriangle} title={title} role="alert">
      {problem}
    </NoticeBar>
  );
}
