/**
 * Windows that hold a form. Escape, a click beside them, the cross and Cancel ask before what was typed is thrown away;
 * Enter in a field, Ctrl+Enter and Ctrl+S anywhere do what the save button does.
 */
import { Alert, Button, Drawer, type DrawerProps, Group, Modal, type ModalProps, Text } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useContext } from 'react';
import { SafeText } from '../output/SafeText.tsx';
import { type Form, useIsKept, useWhyNotKept } from './drafts.ts';
import classes from './FormWindows.module.css';
import { FormLeaveContext, useFormLeave } from './use-form-leave.ts';

interface FormOwnProps {
  readonly title: string;
  /** What is lost if it is discarded, where the title does not name it. */
  readonly lost?: string;
  /** Stays mounted to fade out once it is closed. */
  readonly opened?: boolean;
  /** All that the form holds, as plain data. */
  readonly typed: Form;
  readonly onSave: () => void;
  readonly onClose: () => void;
}

type Own = keyof FormOwnProps;

export function FormModal({
  title,
  lost = title,
  opened = true,
  typed,
  onSave,
  onClose,
  children,
  ...props
}: FormOwnProps & Omit<ModalProps, Own>) {
  const form = useFormLeave(typed, { title: lost, isOpen: opened, onClose });
  return (
    <Modal
      {...CLOSE}
      {...props}
      opened={opened}
      onClose={form.leave}
      closeOnEscape={!form.asking}
      title={<SafeText text={title} />}
    >
      <FormBody leave={form.leave} typed={typed} onSave={onSave}>
        {children}
      </FormBody>
    </Modal>
  );
}

/** Mounted while it is open. */
export function FormDrawer({
  title,
  typed,
  onSave,
  onClose,
  children,
  ...props
}: Omit<FormOwnProps, 'lost' | 'opened'> & Omit<DrawerProps, Own>) {
  const form = useFormLeave(typed, { title, onClose });
  return (
    <Drawer
      {...CLOSE}
      {...props}
      opened
      onClose={form.leave}
      closeOnEscape={!form.asking}
      title={<SafeText text={title} />}
    >
      <FormBody leave={form.leave} typed={typed} onSave={onSave}>
        {children}
      </FormBody>
    </Drawer>
  );
}

const CLOSE = { closeButtonProps: { 'aria-label': 'Close' } } as const;

interface FormBodyProps {
  readonly leave: () => void;
  readonly typed: Form;
  readonly onSave: () => void;
  readonly children: ReactNode;
}

function FormBody({ leave, typed, onSave, children }: FormBodyProps) {
  const press = (event: KeyboardEvent<HTMLFormElement>) => {
    if (!(event.ctrlKey || event.metaKey) || (event.key !== 'Enter' && event.key !== 's')) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLButtonElement>('button[type=submit]:enabled')?.click();
  };
  return (
    <form
      className={classes.form}
      noValidate
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      {typed.isBack ? <BackAgain onStartOver={typed.startOver} /> : null}
      <FormLeaveContext value={leave}>{children}</FormLeaveContext>
      <Kept typed={typed} />
    </form>
  );
}

interface BackAgainProps {
  readonly says?: string;
  readonly onStartOver: () => void;
}

/** Says that a form does not begin with what is saved. */
export function BackAgain({ says = 'It was not saved when Holdpoint closed.', onStartOver }: BackAgainProps) {
  return (
    <Alert color="brand" variant="light" mb="md" title="Your unsaved text was restored">
      {says}{' '}
      <Button size="compact-xs" variant="default" onClick={() => onStartOver()}>
        Start over
      </Button>
    </Alert>
  );
}

/** Says, once it is so, that not even a kill would take what was typed. */
function Kept({ typed }: { readonly typed: Form }) {
  const isKept = useIsKept(typed);
  const refused = useWhyNotKept(typed);
  return (
    <Text size="xs" c={refused === null ? 'dimmed' : 'bad'} ta="right" mt={6} role="status">
      {isKept ? 'Not saved yet. What you typed is kept until you save or discard it.' : ''}
      {refused === null ? null : (
        <SafeText text={`What you typed is not kept until you save it. ${refused}`} />
      )}
    </Text>
  );
}

interface FormButtonsProps {
  readonly save: string;
  /** Something that is needed is missing. */
  readonly disabled: boolean;
  readonly busy?: boolean;
  readonly cancel?: string;
  /** What it does cannot be undone: it is red. */
  readonly danger?: boolean;
  /** Which of the two has the focus at first. */
  readonly focus?: 'cancel' | 'save' | undefined;
  /** What can be done instead. */
  readonly children?: ReactNode;
}

/** Cancel and save, at the end of a form. */
export function FormButtons({
  save,
  disabled,
  busy = false,
  cancel = 'Cancel',
  danger = false,
  focus,
  children,
}: FormButtonsProps) {
  return (
    <Group justify="flex-end" gap="xs" className={classes.buttons}>
      <Button
        variant="default"
        data-autofocus={focus === 'cancel' || undefined}
        onClick={useContext(FormLeaveContext)}
      >
        {cancel}
      </Button>
      {children}
      <Button
        type="submit"
        color={danger ? 'red' : 'brand'}
        loading={busy}
        disabled={disabled}
        data-autofocus={focus === 'save' || undefined}
      >
        {save}
      </Button>
    </Group>
  );
}

interface SaveAndNextProps {
  readonly disabled: boolean;
  readonly onSave: () => void;
}

/** Among the buttons of a form for something new: saves it, and the form begins the next one with the focus on its first field. */
export function SaveAndNext({ disabled, onSave }: SaveAndNextProps) {
  return (
    <Button
      variant="default"
      disabled={disabled}
      onClick={({ currentTarget: { form } }) => {
        onSave();
        form?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
      }}
    >
      Save and add another
    </Button>
  );
}
