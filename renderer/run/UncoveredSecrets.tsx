import { IconEye } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { endSentence } from '#core/words/text/sentence.ts';
import { NoticeBar } from '#ui/NoticeBar.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import classes from './UncoveredSecrets.module.css';

interface UncoveredSecretsProps {
  /** Of each, why it is not masked, as `describeUncovered` says it. */
  readonly says: readonly string[];
  /** What can be done about it here. */
  readonly actions?: ReactNode;
}

/** Secrets that hosts may print and that are not masked. */
export function UncoveredSecrets({ says, actions }: UncoveredSecretsProps) {
  return says.map((each) => (
    <div key={each} className={classes.secret}>
      <NoticeBar tone="care" icon={IconEye} actions={actions}>
        <SafeText text={endSentence(each)} />
      </NoticeBar>
    </div>
  ));
}
