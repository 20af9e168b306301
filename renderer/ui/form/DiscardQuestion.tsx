import { Button, Group, Modal, Stack, Text } from '@mantine/core';

interface DiscardQuestionProps {
  readonly opened: boolean;
  /** What would be lost, such as `New host`. */
  readonly what: readonly string[];
  readonly onStay: () => void;
  readonly onDiscard: () => void;
}

/** Asks before something that was typed is thrown away. */
export function DiscardQuestion({ opened, what, onStay, onDiscard }: DiscardQuestionProps) {
  return (
    <Modal
      opened={opened}
      onClose={onStay}
      title="Discard what you typed?"
      withCloseButton={false}
      zIndex={400}
    >
      <Stack gap="lg">
        <Text component="div" size="sm" c="dimmed">
          Not saved: {what.join('; ')}. If you discard it, it cannot be brought back.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDiscard}>
            Discard
          </Button>
          <Button onClick={onStay} data-autofocus>
            Keep editing
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
