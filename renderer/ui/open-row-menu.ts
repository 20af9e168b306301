import type { MouseEvent } from 'react';

/** The right mouse button on a row opens the menu that its last button opens. Selected text is left to the menu for copying. */
export function openRowMenu(event: MouseEvent<HTMLElement>): void {
  const button = event.currentTarget.querySelector<HTMLElement>('[aria-haspopup="menu"]');
  if (!button || getSelection()?.isCollapsed === false) return;
  event.preventDefault();
  button.click();
}
