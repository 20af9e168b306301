import { Alert, Checkbox, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import type { Output } from '#contract/commands.ts';
import { formatKeyWords } from '#core/words/library/describe-signing.ts';
import { useTyped } from '#ui/form/drafts.ts';
import { FormButtons, FormModal } from '#ui/form/FormWindows.tsx';
import { noticeDone, noticeFailure } from '#ui/notices.ts';

type ReadKey = Output<'keys.read'>;

/** The words are compared before the key counts. */
export function TrustKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const typed = useTyped('trusted key', { name: '', text: '' });
  const { name, text } = typed.value;
  const { read, problem } = useReadKey(text);
  const [compared, setCompared] = useState<string | null>(null);
  const isCompared = read !== null && compared === read.id;
  const save = () => {
    if (!isCompared) return;
    bridge
      .call('keys.trust', { text, name: name.trim(), words: [...read.words] })
      .then(() => {
        noticeDone('Key trusted', `Bundles that ${name.trim()} signs can be imported.`);
        onClose();
      })
      .catch((cause: unknown) => noticeFailure('The key was not trusted', cause));
  };
  return (
    <FormModal title="Trust a key" size="lg" typed={typed} onSave={save} onClose={onClose}>
      <Stack gap="md">
        <TextInput
          label="Whose key it is"
          value={name}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => typed.set({ name: event.currentTarget.value, text })}
          data-autofocus
        />
        <Textarea
          label="Public key"
          description="The line that begins with RW, or all of a public key file"
          autosize
          minRows={2}
          maxRows={4}
          spellCheck={false}
          value={text}
          error={text.trim() === '' ? null : problem}
          onChange={(event) => typed.set({ name, text: event.currentTarget.value })}
        />
        {read && (
          <Alert color="brand" variant="light" title={`Key ${read.id} has these words`}>
            <Text fw={600}>{formatKeyWords(read.words)}</Text>
            <Text size="sm" mt="xs">
              Have its owner read out the words of their key, by telephone or in person, and compare all
              twelve.
            </Text>
          </Alert>
        )}
        {read && (
          <Checkbox
            label="The owner read out the same twelve words"
            checked={isCompared}
            onChange={(event) => setCompared(event.currentTarget.checked ? read.id : null)}
          />
        )}
        <FormButtons save="Trust key" disabled={!isCompared || name.trim() === ''} />
      </Stack>
    </FormModal>
  );
}

/** What a text is as a key, or why it is none. */
function useReadKey(text: string): { readonly read: ReadKey | null; readonly problem: string | null } {
  const [found, setFound] = useState<{ readonly read: ReadKey | null; readonly problem: string | null }>({
    read: null,
    problem: null,
  });
  useEffect(() => {
    let isWanted = true;
    const tell = (read: ReadKey | null, problem: string | null) => {
      if (isWanted) setFound({ read, problem });
    };
    if (text.trim() === '') tell(null, null);
    else
      bridge
        .call('keys.read', { text: text.trim() })
        .then((read) => tell(read, null))
        .catch((cause: unknown) => tell(null, cause instanceof Error ? cause.message : String(cause)));
    return () => {
      isWanted = false;
    };
  }, [text]);
  return found;
}

interface RevokeKeyProps {
  readonly signer: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function RevokeKeyDialog({ signer: { id, name }, onClose }: RevokeKeyProps) {
  const typed = useTyped(`revoked key ${id}`, '');
  const why = typed.value.trim();
  const save = () => {
    if (why === '') return;
    bridge
      .call('keys.revoke', { id, why })
      .then(onClose)
      .catch((cause: unknown) => noticeFailure('The key was not revoked', cause));
  };
  return (
    <FormModal title={`Revoke the key of ${name}`} typed={typed} onSave={save} onClose={onClose}>
      <Stack gap="md">
        <Text size="sm">
          Nothing that it signed is imported here any more, and it is never trusted again. What was imported
          stays.
        </Text>
        <TextInput
          label="Why it is revoked"
          value={typed.value}
          maxLength={1000}
          onChange={(event) => typed.set(event.currentTarget.value)}
          data-autofocus
        />
        <FormButtons save="Revoke key" disabled={why === ''} />
      </Stack>
    </FormModal>
  );
}
