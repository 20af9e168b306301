import { notifications } from '@mantine/notifications';
import { createElement } from 'react';
import { OfferedAct } from './OfferedAct.tsx';
import { SafeText } from './output/SafeText.tsx';

type Kind = 'done' | 'problem' | 'info';

const COLOUR: Readonly<Record<Kind, string>> = { done: 'ok', problem: 'bad', info: 'brand' };

function show(kind: Kind, title: string, message: string): void {
  notifications.show({
    title: createElement(SafeText, { text: title }),
    message: createElement(SafeText, { text: message }),
    color: COLOUR[kind],
    autoClose: kind === 'problem' ? false : 5000,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close' },
  });
}

export function noticeDone(title: string, message = ''): void {
  show('done', title, message);
}

export function noticeInfo(title: string, message = ''): void {
  show('info', title, message);
}

/** Stays until it is closed. `cause` is whatever was thrown. */
export function noticeFailure(title: string, cause: unknown): void {
  show(
    'problem',
    title,
    cause instanceof Error && cause.message !== '' ? cause.message : 'No cause was given.',
  );
}

export interface Offer {
  readonly label: string;
  readonly take: () => void;
  /** It was closed instead. */
  readonly leave?: () => void;
}

/** Stays until it is taken or closed: for what would otherwise take the page away from somebody. The returned function closes it. */
export function noticeOffer(title: string, message: string, { label, take, leave }: Offer): () => void {
  let isTaken = false;
  const press = (): void => {
    isTaken = true;
    notifications.hide(id);
    take();
  };
  const id = notifications.show({
    title: createElement(SafeText, { text: title }),
    message: createElement(OfferedAct, { text: message, label, onTake: press }),
    color: COLOUR.info,
    autoClose: false,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close' },
    onClose: () => {
      if (!isTaken) leave?.();
    },
  });
  return () => void notifications.hide(id);
}
