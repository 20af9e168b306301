import { Button, Group, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { proposedPerson } from '#core/release/people.ts';
import type { RunId } from '#core/run/events.ts';
import { useTypedOnPage } from '#ui/form/drafts.ts';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { PersonField } from '#ui/PersonField.tsx';
import { Section } from '#ui/Section.tsx';

/** Marks a run's answers as the right ones, so that later checks can be held against them. */
export function KeepAnswers({ run }: { readonly run: string }) {
  const { value: settings } = useCommand('settings.read', {});
  const { value: detail } = useCommand('run.open', { run: run as RunId });
  const people = detail?.header.people ?? [];
  const [by, setBy] = useState('');
  const typed = useTypedOnPage(`keep ${run}`, 'note to the answers that are kept', '');
  const note = typed.value;
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (settings && detail)
      setBy((before) => before || proposedPerson(detail.header.people ?? [], settings.operator));
  }, [settings, detail]);
  const keep = async (): Promise<void> => {
    setBusy(true);
    try {
      await bridge.call('run.keep', { run, by: by.trim(), note: note.trim() || null });
      noticeDone('The answers are kept', 'holdpoint drift holds later runs against them.');
      typed.startOver();
    } catch (cause) {
      noticeFailure('The answers are not kept', cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section
      title="Keep the answers of this run"
      note="Says that what its checks and probes answered is right. The mark stands in the log with your name."
    >
      <Group align="flex-end" gap="sm">
        <PersonField label="Your name" people={people} value={by} onChange={setBy} />
        <TextInput
          label="Note (optional)"
          w={320}
          value={note}
          onChange={(event) => typed.set(event.currentTarget.value)}
        />
        <Button variant="default" loading={busy} disabled={by.trim() === ''} onClick={() => void keep()}>
          Keep the answers
        </Button>
      </Group>
    </Section>
  );
}
