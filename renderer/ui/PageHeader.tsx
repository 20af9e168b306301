import type { ReactNode } from 'react';
import classes from './PageHeader.module.css';
import { useWindowTitle } from './window-title.ts';

export interface PageHeaderProps {
  readonly title: ReactNode;
  /** One quiet line under the title. */
  readonly sub?: ReactNode;
  /** A way back, above the title. */
  readonly back?: ReactNode;
  readonly actions?: ReactNode;
  /** Tabs or filters that belong to the page. */
  readonly below?: ReactNode;
}

export function PageHeader({ title, sub, back, actions, below }: PageHeaderProps) {
  useWindowTitle(typeof title === 'string' ? title : '');
  return (
    <header className={classes.header}>
      {back && <div className={classes.back}>{back}</div>}
      <div className={classes.row}>
        <div className={classes.words}>
          <h1 className={classes.title}>{title}</h1>
          {sub && <div className={classes.sub}>{sub}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {below}
    </header>
  );
}
