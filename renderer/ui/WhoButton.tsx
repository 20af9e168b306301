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
  /** True when it was done; what was not stays open, with what the children say of it. */
  readonly onChoose: (by: string) => Promise<boolean>;
  /** Another thing that the same person can do instead. */
  readonly instead?: { readonly label: string; readonly onChoose: (by: string) => Promise<boolean> } | null;
}

/** Asks who does it before anything is written in somebody's name. */
export function WhoButton({
  label,
  children,
  people,
  start,
  onChoose,
  instead = null,
  ...props
}: WhoButtonProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const by = chosen ?? start;
  const choose = async (act: (by: string) => Promise<boolean>) => {
    setBusy(true);
    try {
      if (await act(by.trim())) close();
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
            void choose(onChoose);
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
              {instead ? (
                <Button
                  variant="default"
                  loading={busy}
                  disabled={by.trim() === ''}
                  onClick={() => void choose(instead.onChoose)}
                >
                  {instead.label}
                </Button>
              ) : null}
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
