import { type Edit, editRelease } from '#core/release/edit-release.ts';

export type Applied =
  | { readonly ok: true; readonly text: string }
  /** Nothing was changed, for this reason. */
  | { readonly ok: false; readonly message: string };

export function applyEdits(text: string, edits: readonly Edit[]): Applied {
  const edited = editRelease(text, edits);
  return 'text' in edited ? { ok: true, text: edited.text } : { ok: false, message: reasonOf(edited) };
}

interface RefusedEdit {
  readonly message?: string;
  readonly error?: { readonly message: string };
}

function reasonOf({ message, error }: RefusedEdit): string {
  return error?.message ?? message ?? 'The text cannot be changed here; change it in the source.';
}
