import { Button } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { EmptyState } from '#ui/EmptyState.tsx';

interface EmptyLibraryProps {
  readonly onImport: () => void;
  readonly onCreate: () => void;
  readonly onSample: () => void;
}

export function EmptyLibrary({ onImport, onCreate, onSample }: EmptyLibraryProps) {
  return (
    <EmptyState
      icon={<IconStack2 />}
      title="No releases yet"
      action={
        <>
          <Button onClick={onSample}>Open the sample release</Button>
          <Button variant="default" onClick={onCreate}>
            New release
          </Button>
          <Button variant="default" onClick={onImport}>
            Import…
          </Button>
        </>
      }
    >
      A release is one file: what goes to production, the steps that bring it there, and the steps that take
      it back. Drop such a file anywhere on this window, or look at the sample first; it runs against practice
      hosts on this workstation and touches nothing else.
    </EmptyState>
  );
}
