import { Button } from '@mantine/core';
import { IconFileBroken } from '@tabler/icons-react';
import { Link } from 'wouter';
import { EmptyState } from '#ui/EmptyState.tsx';
import { useRelease } from '../release-context.ts';

export function Unreadable({ release }: { readonly release: string }) {
  const issue = useRelease((state) => state.draft.read.issues[0]);
  return (
    <EmptyState
      icon={<IconFileBroken />}
      title="The text cannot be read as a release"
      action={
        <Button
          component={Link}
          href={`/release/${release}/source${issue ? `?line=${issue.line}&column=${issue.column}` : ''}`}
        >
          Fix it in the source
        </Button>
      }
    >
      {issue ? `Line ${issue.line}: ${issue.message}` : 'It is shown here again as soon as it can be.'}
    </EmptyState>
  );
}
