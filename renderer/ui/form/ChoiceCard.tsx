import { Radio } from '@mantine/core';
import { SafeText } from '../output/SafeText.tsx';
import classes from './ChoiceCard.module.css';

interface ChoiceCardProps {
  readonly value: string;
  readonly label: string;
  readonly says: string;
}

/** One of several choices, with what it does. */
export function ChoiceCard({ value, label, says }: ChoiceCardProps) {
  return (
    <Radio.Card value={value} className={classes.choice ?? ''}>
      <div className={classes.row}>
        <Radio.Indicator size="xs" />
        <div>
          <div className={classes.label}>{label}</div>
          <div className={classes.says}>
            <SafeText text={says} />
          </div>
        </div>
      </div>
    </Radio.Card>
  );
}
