import type { ReactNode } from 'react';
import { spelledLines } from './output/output-text.ts';
import { SafeText } from './output/SafeText.tsx';
import classes from './PageHeader.module.css';
import { useWindowTitle } from './window-title.ts';

export interface PageHeaderProps {
  /** Any text: what it hides is spelled. */
  readonly title: string;
  /** One quiet line under the title. */
  readonly sub?: ReactNode;
  /** A way back, above the title. */
  readonly back?: ReactNode;
  readonly actions?: ReactNode;
  /** Tabs or filters that belong to the page. */
  readonly below?: ReactNode;
}

export function PageHeader({ title, sub, back, actions, below }: PageHeaderProps) {
  useWindowTitle(spelledLines(title));
  return (
    <header className={classes.header}>
      {back && <div className={classes.back}>{back}</div>}
      <div className={classes.row}>
        <div className={classes.words}>
          <h1 className={classes.title}>
            <SafeText text={title} />
          </h1>
          {sub && <div className={classes.sub}>{sub}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {below}
    </header>
  );
}
