import { Button, Group, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { noticeDone, noticeFailure } from '#ui/notices.ts';
import { Section } from '#ui/Section.tsx';

/** Marks a run's answers as the right ones, so that later checks can be held against them. */
export function KeepAnswers({ run }: { readonly run: string }) {
  const { value: settings } = useCommand('settings.read', {});
  const [by, setBy] = useState('');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => setBy((before) => before || (settings?.operator ?? '')), [settings]);
  const keep = async (): Promise<void> => {
    setBusy(true);
    try {
      await bridge.call('run.keep', { run, by: by.trim(), note: note.trim() || null });
      noticeDone('The answers are kept', 'holdpoint drift holds later runs against them.');
      setNote('');
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
        <TextInput
          label="Your name"
          required
          value={by}
          onChange={(event) => setBy(event.currentTarget.value)}
        />
        <TextInput
          label="Note (optional)"
          w={320}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button variant="default" loading={busy} disabled={by.trim() === ''} onClick={() => void keep()}>
          Keep the answers
        </Button>
      </Group>
    </Section>
  );
}
