import type { ReactNode } from 'react';
import { WhyNot } from '#ui/WhyNot.tsx';
import { useRun } from './run-context.ts';

interface RefusalProps {
  readonly title?: string;
  /** What can be done about it where it is shown. */
  readonly children?: ReactNode;
}

/** Why the last thing asked for was not done. */
export function Refusal({ title = 'Not done', children }: RefusalProps) {
  const refused = useRun((store) => store.asked.refused);
  const forget = useRun((store) => store.show.forgetRefusal);
  return (
    <WhyNot title={title} why={refused} onClose={forget}>
      {children}
    </WhyNot>
  );
}
