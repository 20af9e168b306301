import { Kbd } from '@mantine/core';
import { labelKeys } from '#contract/app-commands.ts';
import classes from './Keys.module.css';

const IS_MAC = navigator.userAgent.includes('Mac OS');

/** Keys as they stand on this keyboard. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className={classes.keys}>
      {labelKeys(keys, IS_MAC).map((key) => (
        <Kbd key={key} size="xs">
          {key}
        </Kbd>
      ))}
    </span>
  );
}
