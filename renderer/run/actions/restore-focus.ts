/**
 * When a dialog has closed and what it was opened from is gone, the page takes the focus, so that reading goes on there.
 * Its last frame goes after it has told of its end, so this looks a moment later.
 */
export function restoreFocus(): void {
  setTimeout(() => {
    if (document.activeElement === null || document.activeElement === document.body)
      document.getElementById('main')?.focus();
  });
}
