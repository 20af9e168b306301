import { ActionIcon, Checkbox } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';

/** What every pane of output has over its lines. */

interface FollowBoxProps {
  readonly follows: boolean;
  readonly onChange: () => void;
}

export function FollowBox({ follows, onChange }: FollowBoxProps) {
  return (
    <Checkbox
      size="xs"
      label="Follow"
      title="Keep the newest lines in view"
      checked={follows}
      onChange={onChange}
    />
  );
}

interface WrapBoxProps {
  readonly wraps: boolean;
  readonly onChange: (wraps: boolean) => void;
}

export function WrapBox({ wraps, onChange }: WrapBoxProps) {
  return <Checkbox size="xs" label="Wrap" checked={wraps} onChange={() => onChange(!wraps)} />;
}

export function CopyLinesButton({ onClick }: { readonly onClick: () => void }) {
  return (
    <ActionIcon
      variant="default"
      aria-label="Copy the lines shown"
      title="Copy the lines shown"
      onClick={onClick}
    >
      <IconCopy size={16} />
    </ActionIcon>
  );
}
