import { Button, type ButtonProps, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { closeForm } from './form/close-form.ts';
import { useTyped } from './form/drafts.ts';
import { FormButtons, FormModal } from './form/FormWindows.tsx';
import { PersonField } from './PersonField.tsx';

interface WhoQuestion {
  readonly label: string;
  /** What will happen. */
  readonly children: ReactNode;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  /** Who is proposed; empty: nobody. */
  readonly start: string;
  /** True when it was done; what was not stays open, with what the children say of it. */
  readonly onChoose: (by: string) => Promise<boolean>;
  /** Follows once it was done. */
  readonly onDone: () => void;
  /** Another thing that the same person can do instead. */
  readonly instead?: { readonly label: string; readonly onChoose: (by: string) => Promise<boolean> } | null;
}

type WhoButtonProps = WhoQuestion & Pick<ButtonProps, 'className' | 'variant' | 'size' | 'leftSection'>;

/** Asks who does it before anything is written in somebody's name. */
export function WhoButton({
  label,
  children,
  people,
  start,
  onChoose,
  onDone,
  instead = null,
  ...props
}: WhoButtonProps) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button {...props} onClick={open}>
        {`${label}…`}
      </Button>
      {opened ? (
        <WhoDialog
          label={label}
          people={people}
          start={start}
          onChoose={onChoose}
          onDone={onDone}
          instead={instead}
          onClose={close}
        >
          {children}
        </WhoDialog>
      ) : null}
    </>
  );
}

function WhoDialog({
  label,
  children,
  people,
  start,
  onChoose,
  onDone,
  instead,
  onClose,
}: WhoQuestion & { onClose(): void }) {
  // Null: who is proposed, which may be known only a moment later.
  const typed = useTyped<string | null>(`who ${label}`, null);
  const [busy, setBusy] = useState(false);
  const by = (typed.value ?? start).trim();
  const choose = async (act: (by: string) => Promise<boolean>) => {
    if (by === '') return;
    setBusy(true);
    try {
      if (await act(by)) closeForm(onClose, onDone);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormModal
      title={label}
      lost={`name for “${label}”`}
      typed={typed}
      onSave={() => void choose(onChoose)}
      onClose={onClose}
    >
      <Stack gap="md">
        <Text component="div" size="sm">
          {children}
        </Text>
        <PersonField
          label="Your name"
          people={people}
          value={typed.value ?? start}
          onChange={(next) => typed.set(next === start ? null : next)}
        />
        <FormButtons save={label} busy={busy} disabled={by === ''} focus="save">
          {instead ? (
            <Button
              variant="default"
              loading={busy}
              disabled={by === ''}
              onClick={() => void choose(instead.onChoose)}
            >
              {instead.label}
            </Button>
          ) : null}
        </FormButtons>
      </Stack>
    </FormModal>
  );
}
