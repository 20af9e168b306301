import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { proposedPerson } from '#core/release/people.ts';
import type { RunId } from '#core/run/events.ts';
import { useTypedOnPage } from '#ui/form/drafts.ts';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { PersonField } from '#ui/PersonField.tsx';
import { Section } from '#ui/Section.tsx';

interface TypedBaseline {
  /** Null: who is proposed. */
  readonly by: string | null;
  readonly note: string;
}

const NOTHING_TYPED: TypedBaseline = { by: null, note: '' };

/** Makes a run the baseline that later checks are compared with. */
export function BaselineForm({ run }: { readonly run: string }) {
  const { value: settings } = useCommand('settings.read', {});
  const { value: detail } = useCommand('run.open', { run: run as RunId });
  const people = detail?.header.people ?? [];
  // No name: who is proposed, which may be known only a moment later.
  const typed = useTypedOnPage<TypedBaseline>(`keep ${run}`, 'note on the baseline', NOTHING_TYPED);
  const { note } = typed.value;
  const by = typed.value.by ?? proposedPerson(people, settings?.operator ?? '');
  const [busy, setBusy] = useState(false);
  const setBaseline = async (): Promise<void> => {
    setBusy(true);
    try {
      await bridge.call('run.setBaseline', { run, by: by.trim(), note: note.trim() || null });
      noticeDone(
        'This run is the baseline now',
        'Later checks can be compared with it, here or by holdpoint drift.',
      );
      typed.startOver();
    } catch (cause) {
      noticeFailure('The run is not a baseline', cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section
      title="Use this run as the baseline"
      note="What its checks and probes printed is right: later runs are compared with it. This is recorded with your name."
    >
      <Group align="flex-end" gap="sm">
        <PersonField
          label="Your name"
          people={people}
          value={by}
          onChange={(next) => typed.set((before) => ({ ...before, by: next }))}
        />
        <TextInput
          label="Note (optional)"
          w={320}
          value={note}
          onChange={(event) => {
            const { value } = event.currentTarget;
            typed.set((before) => ({ ...before, note: value }));
          }}
        />
        <Button
          variant="default"
          loading={busy}
          disabled={by.trim() === ''}
          onClick={() => void setBaseline()}
        >
          Use as baseline
        </Button>
      </Group>
    </Section>
  );
}
