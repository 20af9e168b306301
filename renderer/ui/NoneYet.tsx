import type { ReactNode } from 'react';
import classes from './NoneYet.module.css';

/** In place of a list that is empty so far: what it is for. */
export function NoneYet({ children }: { readonly children: ReactNode }) {
  return <p className={classes.none}>{children}</p>;
}
