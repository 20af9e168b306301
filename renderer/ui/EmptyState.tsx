import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

export interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Something else stands below it. */
  readonly isPart?: boolean;
}

/** Says what belongs here and what to do next. */
export function EmptyState({ icon, title, children, action, isPart = false }: EmptyStateProps) {
  return (
    <section className={classes.empty} data-part={isPart || undefined}>
      <div className={classes.icon} aria-hidden>
        {icon}
      </div>
      <h2 className={classes.title}>{title}</h2>
      {children && <div className={classes.text}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </section>
  );
}
