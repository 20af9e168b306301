import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import { useCommand } from '#bridge/use-command.ts';
import { proposedPerson } from '#core/release/people.ts';
import type { RunEvent, RunHeader } from '#core/run/events.ts';
import type { UnreadLoss } from '#core/run/evidence.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { describeLoss } from '#core/words/library/describe-loss.ts';
import { useTypedOnPage } from '#ui/form/drafts.ts';
import { NoteInput } from '#ui/form/NoteInput.tsx';
import { SafeText } from '#ui/output/SafeText.tsx';
import { PersonField } from '#ui/PersonField.tsx';
import { Section } from '#ui/Section.tsx';
import classes from './actions.module.css';
import type { TypedWish } from './typed-wish.ts';

interface UnreadLossesProps {
  readonly header: RunHeader;
  readonly losses: readonly UnreadLoss[];
  /** The newest event that the log of the run still has. */
  readonly newest: Pick<RunEvent, 'seq' | 'at'>;
}

/** What the library has lost, to be read and answered for before anything is done with the run; nothing where nothing is. */
export function UnreadLosses({ header, losses, newest }: UnreadLossesProps) {
  if (losses.length === 0) return null;
  return (
    <Section title="Something of this run may be missing" variant="card">
      <div className={classes.losses}>
        <ul>
          {losses.map(({ seq, loss }) => (
            <li key={seq}>
              <SafeText text={`${describeLoss(loss)}.`} />
            </li>
          ))}
        </ul>
        <p>
          The log of this run ends with event {newest.seq}, of {formatTime(newest.at)}. Steps may have run
          after that on any of its hosts, and this library does not show them. <b>Look at the hosts first.</b>{' '}
          Until you record what you found there, this run can be neither resumed nor backed out.
        </p>
        <ReadForm header={header} upTo={losses.at(-1)?.seq ?? 0} />
      </div>
    </Section>
  );
}

function ReadForm({ header: { run, people = [] }, upTo }: { header: RunHeader; upTo: number }) {
  const { value: settings } = useCommand('settings.read', {});
  // No name: who is proposed, which may be known only a moment later.
  const typed = useTypedOnPage<TypedWish>(`losses ${run}`, 'what was found on the hosts', {
    by: null,
    note: '',
  });
  const { note } = typed.value;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const by = (typed.value.by ?? proposedPerson(people, settings?.operator ?? '')).trim();
  const acknowledge = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await bridge.call('run.acknowledgeLosses', { run, by, note, upTo });
      typed.startOver();
    } catch (cause) {
      setProblem(messageOf(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void acknowledge();
      }}
    >
      <Stack gap="sm">
        <NoteInput
          label="What was found on the hosts"
          required
          value={note}
          onChange={(text) => typed.set((before) => ({ ...before, note: text }))}
        />
        <PersonField
          label="Your name"
          people={people}
          value={by}
          onChange={(next) => typed.set((before) => ({ ...before, by: next }))}
        />
        {problem === null ? null : (
          <Alert color="red" variant="light" role="alert" title="Not done">
            {problem}
          </Alert>
        )}
        <Group gap="md">
          <Button type="submit" loading={busy} disabled={by === '' || note.trim() === ''}>
            I have read this
          </Button>
          <Text size="xs" c="dimmed">
            The run's log keeps your name and what you found.
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
