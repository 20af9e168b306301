import type { Icon } from '@tabler/icons-react';
import classes from './StateBadge.module.css';
import type { Tone } from './state/state-look.ts';

export interface StateBadgeProps {
  readonly tone: Tone;
  readonly icon: Icon;
  readonly label: string;
  /** `plain` is icon and word without a ground, for dense tables. */
  readonly variant?: 'soft' | 'plain';
  readonly title?: string | undefined;
}

export function StateBadge({ tone, icon: Glyph, label, variant = 'soft', title }: StateBadgeProps) {
  return (
    <span className={classes.badge} data-tone={tone} data-variant={variant} title={title}>
      <Glyph size={14} stroke={2} aria-hidden />
      <span className={classes.label}>{label}</span>
    </span>
  );
}
