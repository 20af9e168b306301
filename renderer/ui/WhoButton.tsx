import { Button, type ButtonProps, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { PersonField } from './PersonField.tsx';

interface WhoButtonProps extends Pick<ButtonProps, 'className' | 'variant' | 'size' | 'leftSection'> {
  readonly label: string;
  /** What will happen. */
  readonly children: ReactNode;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  /** Who is proposed; empty: nobody. */
  readonly start: string;
  readonly onChoose: (by: string) => Promise<void>;
}

/** Asks who does it before anything is written in somebody's name. */
export function WhoButton({ label, children, people, start, onChoose, ...props }: WhoButtonProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const by = chosen ?? start;
  const choose = async () => {
    setBusy(true);
    try {
      await onChoose(by.trim());
      close();
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button {...props} onClick={open}>
        {`${label}…`}
      </Button>
      <Modal opened={opened} onClose={close} title={label} closeButtonProps={{ 'aria-label': 'Close' }}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void choose();
          }}
        >
          <Stack gap="md">
            <Text component="div" size="sm">
              {children}
            </Text>
            <PersonField label="Your name" people={people} value={by} onChange={setChosen} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={busy} disabled={by.trim() === ''} data-autofocus>
                {label}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
