import { Fragment, type ReactNode } from 'react';
import classes from './KeyValue.module.css';

export interface KeyValueProps {
  readonly rows: readonly { readonly key: string; readonly value: ReactNode }[];
}

export function KeyValue({ rows }: KeyValueProps) {
  return (
    <dl className={classes.list}>
      {rows.map(({ key, value }) => (
        <Fragment key={key}>
          <dt>{key}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
