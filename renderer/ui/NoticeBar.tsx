import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './NoticeBar.module.css';
import { SafeText } from './output/SafeText.tsx';
import type { Tone } from './state/state-look.ts';

export interface NoticeBarProps {
  readonly tone: Tone;
  readonly icon: Icon;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** `alert` interrupts a screen reader, the default waits its turn, and a `note` that changes all the time is not read out. */
  readonly role?: 'alert' | 'status' | 'note';
}

/** Something to know about the whole page, in place, with what to do about it. */
export function NoticeBar({ tone, icon: Glyph, title, children, actions, role = 'status' }: NoticeBarProps) {
  return (
    <div className={classes.bar} data-tone={tone} role={role}>
      <Glyph size={18} stroke={1.75} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        {title && (
          <strong className={classes.title}>
            <SafeText text={title} />
          </strong>
        )}
        {children && <div>{children}</div>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
