import { Button } from '@mantine/core';
import { IconMapPinOff } from '@tabler/icons-react';
import { Link } from 'wouter';
import { EmptyState } from '#ui/EmptyState.tsx';

export function Missing() {
  return (
    <EmptyState
      icon={<IconMapPinOff />}
      title="Page not found"
      action={
        <Button component={Link} href="/">
          Open the library
        </Button>
      }
    >
      What the link pointed to was moved or deleted.
    </EmptyState>
  );
}
