/**
 * Windows that hold a form. Escape, a click beside them, the cross and Cancel ask before what was typed is thrown away;
 * Enter in a field, Ctrl+Enter and Ctrl+S anywhere do what the save button does.
 */
import { Button, Drawer, type DrawerProps, Group, Modal, type ModalProps } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useContext } from 'react';
import { FormLeaveContext, useFormLeave } from './use-form-leave.ts';

interface FormOwnProps {
  readonly title: string;
  /** All that the form holds, as plain data. */
  readonly value: unknown;
  readonly onSave: () => void;
  readonly onClose: () => void;
}

type Own = keyof FormOwnProps | 'opened';

/** Mounted while it is open. */
export function FormModal({
  title,
  value,
  onSave,
  onClose,
  children,
  ...props
}: FormOwnProps & Omit<ModalProps, Own>) {
  const form = useFormLeave(title, value, onClose);
  return (
    <Modal {...CLOSE} {...props} opened onClose={form.leave} closeOnEscape={!form.asking} title={title}>
      <FormBody leave={form.leave} onSave={onSave}>
        {children}
      </FormBody>
    </Modal>
  );
}

/** Mounted while it is open. */
export function FormDrawer({
  title,
  value,
  onSave,
  onClose,
  children,
  ...props
}: FormOwnProps & Omit<DrawerProps, Own>) {
  const form = useFormLeave(title, value, onClose);
  return (
    <Drawer {...CLOSE} {...props} opened onClose={form.leave} closeOnEscape={!form.asking} title={title}>
      <FormBody leave={form.leave} onSave={onSave}>
        {children}
      </FormBody>
    </Drawer>
  );
}

const CLOSE = { closeButtonProps: { 'aria-label': 'Close' } } as const;

interface FormBodyProps {
  readonly leave: () => void;
  readonly onSave: () => void;
  readonly children: ReactNode;
}

function FormBody({ leave, onSave, children }: FormBodyProps) {
  const press = (event: KeyboardEvent<HTMLFormElement>) => {
    if (!(event.ctrlKey || event.metaKey) || (event.key !== 'Enter' && event.key !== 's')) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLButtonElement>('button[type=submit]:enabled')?.click();
  };
  return (
    <form
      noValidate
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <FormLeaveContext value={leave}>{children}</FormLeaveContext>
    </form>
  );
}

interface FormButtonsProps {
  readonly save: string;
  /** Something that is needed is missing. */
  readonly disabled: boolean;
}

/** Cancel and save, at the end of a form. */
export function FormButtons({ save, disabled }: FormButtonsProps) {
  return (
    <Group justify="flex-end" gap="xs" mt="sm">
      <Button variant="default" onClick={useContext(FormLeaveContext)}>
        Cancel
      </Button>
      <Button type="submit" disabled={disabled}>
        {save}
      </Button>
    </Group>
  );
}
