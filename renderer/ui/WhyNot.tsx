import { Alert, Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { SafeText } from './output/SafeText.tsx';
import classes from './WhyNot.module.css';

export interface WhyNotProps {
  /** What was not done, such as `The run was not started`. */
  readonly title: string;
  /** Nothing is shown where nothing was refused. */
  readonly why: Reasons | null;
  readonly onClose?: () => void;
  /** What can be done about it here. */
  readonly children?: ReactNode;
}

interface Reasons {
  readonly code: string | null;
  readonly causes: readonly { readonly message: string; readonly place: string | null }[];
  readonly next: string | null;
}

const SHOWN = 12;

/** Why something was not done: each cause with its place, and what to do next. */
export function WhyNot({ title, why, onClose, children }: WhyNotProps) {
  if (why === null) return null;
  const { causes, next, code } = why;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title={title}
      {...(onClose && { withCloseButton: true, closeButtonLabel: 'Close this message', onClose })}
    >
      <ul className={classes.causes}>
        {causes.slice(0, SHOWN).map(({ message, place }) => (
          <li key={`${place} ${message}`}>
            <SafeText text={message} />
            {place === null ? null : (
              <span className={classes.place}>
                {' '}
                <SafeText text={`(${place})`} />
              </span>
            )}
          </li>
        ))}
        {causes.length > SHOWN ? <li>{`and ${causes.length - SHOWN} more`}</li> : null}
      </ul>
      {next === null ? null : (
        <p className={classes.next}>
          <b>Next:</b> <SafeText text={next} />
        </p>
      )}
      <Group gap="xs" mt={children ? 'xs' : 0}>
        {children}
      </Group>
      {code === null ? null : <p className={classes.code}>{code}</p>}
    </Alert>
  );
}

interface WayOutProps {
  readonly label: string;
  readonly busy?: boolean;
  readonly onChoose: () => void;
}

/** One thing that can be done about a refusal at once. */
export function WayOut({ label, busy = false, onChoose }: WayOutProps) {
  return (
    <Button size="compact-sm" variant="default" loading={busy} onClick={onChoose}>
      {label}
    </Button>
  );
}
