import { type ReactNode, type Ref, useId } from 'react';
import { SafeText } from './output/SafeText.tsx';
import classes from './Section.module.css';

export interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** `card` puts the content on a surface of its own. */
  readonly variant?: 'plain' | 'card';
  readonly ref?: Ref<HTMLElement>;
}

export function Section({ title, note, actions, children, variant = 'plain', ref }: SectionProps) {
  const id = useId();
  return (
    <section ref={ref} className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <div>
          <h2 className={classes.title} id={id}>
            <SafeText text={title} />
          </h2>
          {note && <div className={classes.note}>{note}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      <div className={variant === 'card' ? classes.card : undefined}>{children}</div>
    </section>
  );
}
