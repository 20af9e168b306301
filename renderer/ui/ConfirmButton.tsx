import { Button, type ButtonProps, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';

export interface ConfirmButtonProps {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly question: string;
  /** What will happen, in full. */
  readonly children: ReactNode;
  readonly confirmLabel: string;
  readonly onConfirm: () => Promise<void> | void;
  readonly danger?: boolean;
  readonly variant?: ButtonProps['variant'];
  readonly disabled?: boolean;
  readonly size?: 'compact-sm' | 'xs' | 'sm';
}

/** Asks once more before something that cannot be undone. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        variant={props.variant ?? 'default'}
        size={props.size ?? 'sm'}
        leftSection={props.icon}
        onClick={open}
        disabled={props.disabled ?? false}
      >
        {props.label}
      </Button>
      <ConfirmDialog {...props} opened={opened} onClose={close} />
    </>
  );
}

export type ConfirmDialogProps = Pick<
  ConfirmButtonProps,
  'question' | 'children' | 'confirmLabel' | 'onConfirm' | 'danger'
> & {
  readonly opened: boolean;
  readonly onClose: () => void;
};

export function ConfirmDialog({
  opened,
  onClose,
  question,
  children,
  confirmLabel,
  onConfirm,
  danger = false,
}: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={question} withCloseButton={false}>
      <Stack gap="lg">
        <Text component="div" size="sm" c="dimmed">
          {children}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color={danger ? 'bad' : 'brand'} loading={busy} onClick={() => void confirm()}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
