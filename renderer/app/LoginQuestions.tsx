import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import type { OpenLoginQuestion } from '#contract/commands/trust.ts';
import { promptsOf } from '#core/run/login-question.ts';
import { describeLoginQuestion } from '#core/words/hosts/describe-login-question.ts';
import { noticeFailure } from '#ui/notices.ts';
import { SafeText } from '#ui/output/SafeText.tsx';

/** What hosts and keys ask so that a run can log in, one question at a time. */
export function LoginQuestions() {
  const { value: open, refresh } = useCommand('login.questions', {});
  useNews((news) => {
    if (news.kind === 'loginAsked') refresh();
  });
  const [first] = open ?? [];
  if (!first) return null;
  const answer = (answers: readonly string[] | null) =>
    void bridge
      .call('login.answer', { id: first.id, answers: answers && [...answers] })
      .catch((cause: unknown) => noticeFailure('The answer did not reach the run', cause));
  return <LoginDialog key={first.id} open={first} onAnswer={answer} />;
}

interface LoginDialogProps {
  readonly open: OpenLoginQuestion;
  readonly onAnswer: (answers: readonly string[] | null) => void;
}

const TITLES: Partial<Record<OpenLoginQuestion['question']['kind'], string>> = {
  host: 'A host asks',
  vault: 'Unlock the vault',
};

/** What is typed stays here: unlike in other forms nothing of it is kept. */
function LoginDialog({ open: { question }, onAnswer }: LoginDialogProps) {
  const prompts = promptsOf(question);
  const [typed, setTyped] = useState<readonly string[]>(() => prompts.map(() => ''));
  const put = (at: number, text: string) =>
    setTyped((before) => before.map((each, index) => (index === at ? text : each)));
  return (
    <Modal
      opened
      onClose={() => onAnswer(null)}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={TITLES[question.kind] ?? 'To log in'}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onAnswer(typed);
        }}
      >
        <Stack gap="md" style={{ overflowWrap: 'anywhere' }}>
          <Text size="sm">
            <SafeText text={describeLoginQuestion(question)} />
          </Text>
          {prompts.map(({ text, isShown }, at) => {
            const Field = isShown ? TextInput : PasswordInput;
            return (
              <Field
                // biome-ignore lint/suspicious/noArrayIndexKey: prompts have no name but their place
                key={at}
                label={<SafeText text={text.replace(/:?\s*$/, '') || 'Answer'} />}
                value={typed[at] ?? ''}
                autoComplete="off"
                data-autofocus={at === 0 || undefined}
                onChange={(event) => put(at, event.currentTarget.value)}
              />
            );
          })}
          <Text size="xs" c="dimmed">
            {question.kind === 'vault'
              ? 'It is kept in memory only, until you lock the vault or Holdpoint closes.'
              : 'It is used for this run and kept in memory only.'}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => onAnswer(null)}>
              Do not answer
            </Button>
            <Button type="submit">Answer</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
