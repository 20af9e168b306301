import type { ReactNode } from 'react';
import classes from './Page.module.css';

export interface PageProps {
  readonly header: ReactNode;
  readonly children: ReactNode;
  /** `reading` keeps lines short; `wide` uses the window. */
  readonly width?: 'reading' | 'wide';
}

/** A page: its header, and content that scrolls with it. */
export function Page({ header, children, width = 'wide' }: PageProps) {
  return (
    <div className={classes.page} data-width={width}>
      {header}
      <div className={classes.body}>{children}</div>
    </div>
  );
}
