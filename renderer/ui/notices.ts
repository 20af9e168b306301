import { notifications } from '@mantine/notifications';
import { createElement } from 'react';
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
