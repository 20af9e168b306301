/** What a step says of its undo, where people write a word that is neither a command nor a reason. */
import type { Fields } from './fields.ts';
import { isNoReason, isPlaceholder, isWithoutCommand } from './placeholder.ts';

const REASONS = {
  nothing_to_undo: {
    example: 'The file is written anew each night',
    no: 'leave it out and write undo, if there is something to undo',
  },
  point_of_no_return: { example: 'The old rows are gone', no: 'leave it out, if the step can be undone' },
} as const;

/** Why there is no undo. It is no flag: people read it when they decide. */
export function readReason(fields: Fields, key: keyof typeof REASONS): string {
  const value = fields.raw(key);
  const text = typeof value === 'boolean' ? String(value) : fields.text(key);
  if (!isNoReason(text)) return text;
  const no = /^(?:no|false)$/i.test(text.trim()) ? `; ${REASONS[key].no}` : '';
  fields.error(
    key,
    'no-reason',
    `"${key}" says why, in words, such as ${key}: "${REASONS[key].example}"${no}`,
  );
  return text;
}

/** A word that means that there is none would be run as a command of that name; an empty one would succeed. */
export function readUndoText(fields: Fields): string {
  const value = fields.raw('undo');
  const text = typeof value === 'boolean' ? String(value) : fields.text('undo');
  if (!isWithoutCommand(text) && typeof value !== 'boolean' && !isPlaceholder(text)) return text;
  const what = isWithoutCommand(text)
    ? `an undo ${text.trim() === '' ? 'that is empty' : 'of comments only'} does nothing and succeeds`
    : `"${text.trim()}" would be run as a command`;
  fields.error(
    'undo',
    'undo-word',
    `${what}: write the command, or nothing_to_undo: and why, or point_of_no_return: and why, or leave undo out`,
  );
  return text;
}
