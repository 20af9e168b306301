import { List, Text } from '@mantine/core';
import { formatCount } from '#core/words/format-count.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useRun, useRunState } from '../live/run-context.ts';
import type { Wish } from '../live/run-store.ts';
import { sayUnit } from '../wording.ts';
import { retryable } from './retryable.ts';
import { type DialogProps, WishDialog } from './WishDialog.tsx';

const SHOWN = 6;

/** One decision about everything that failed. */
export function RetryAllDialog(props: DialogProps) {
  const state = useRunState();
  const answerAll = useRun((store) => store.answerAll);
  const { known, unknown } = retryable(state);
  const retry = (wish: Wish): Promise<boolean> =>
    answerAll(
      known.map(({ id }) => ({ question: id, answer: { to: 'unit', remedy: 'retry' } as const, ...wish })),
    );
  return (
    <WishDialog
      {...props}
      name="retry all"
      title={`Retry ${formatCount(known.length, 'unit')} that went bad?`}
      action={`Retry all ${known.length}`}
      onWish={retry}
    >
      <Text size="sm">Each is run once more, as a new attempt, and the log holds one decision for each.</Text>
      <List size="sm" style={{ overflowWrap: 'anywhere' }}>
        {known.slice(0, SHOWN).map(({ id, question }) => (
          <List.Item key={id}>
            <SafeText text={sayUnit(state.plan, question.unit)} /> ({question.outcome})
          </List.Item>
        ))}
        {known.length > SHOWN ? <List.Item>and {known.length - SHOWN} more</List.Item> : null}
      </List>
      {unknown.length > 0 ? (
        <Text size="sm">
          {formatCount(unknown.length, 'unit')} of unknown outcome {unknown.length === 1 ? 'stays' : 'stay'}{' '}
          for you to decide one at a time: {unknown.length === 1 ? 'it' : 'they'} may have run already.
        </Text>
      ) : null}
    </WishDialog>
  );
}
