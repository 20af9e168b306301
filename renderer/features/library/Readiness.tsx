import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import { formatCount } from '#core/words/format-count.ts';
import { StateBadge } from '#ui/StateBadge.tsx';

export function Readiness({ errors }: { readonly errors: number }) {
  if (errors === 0) return <StateBadge variant="plain" tone="good" icon={IconCheck} label="None" />;
  return (
    <StateBadge variant="plain" tone="bad" icon={IconAlertCircle} label={formatCount(errors, 'problem')} />
  );
}
