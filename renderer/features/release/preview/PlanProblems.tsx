import { IconAlertCircle } from '@tabler/icons-react';
import type { PlanAnswer } from '#contract/commands/releases.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import classes from './preview.module.css';

export function PlanProblems({ problems }: { readonly problems: PlanAnswer['problems'] }) {
  if (problems.length === 0) return null;
  return (
    <NoticeBar
      tone="bad"
      icon={IconAlertCircle}
      title={`${formatCount(problems.length, 'problem')} to solve before this plan can run`}
    >
      <ul className={classes.problems}>
        {problems.map(({ code, message, step, host }) => (
          <li key={`${code} ${step} ${host} ${message}`}>
            {[step, host].filter(Boolean).join(' on ')}
            {(step || host) && ': '}
            {message}
          </li>
        ))}
      </ul>
    </NoticeBar>
  );
}
