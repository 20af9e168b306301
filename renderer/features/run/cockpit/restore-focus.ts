/** When a dialog has closed and what it was opened from is gone, the page takes the focus, so that reading goes on there. */
export function restoreFocus(): void {
  if (document.activeElement === null || document.activeElement === document.body)
    document.getElementById('main')?.focus();
}
