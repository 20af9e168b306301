/** What a step says of its undo, where people write a word that is neither a command nor a reason. */
import { doesNothing, isNoReason, isPlaceholder, isWithoutCommand } from '../placeholder.ts';
import { TEXT } from './scalars.ts';
import { nameOf, type ValueType } from './value-type.ts';

/** Why there is no undo. It is no flag: people read it when they decide. `no`: what to do where it says no. */
export function reasonType(example: string, no: string): ValueType<string> {
  return {
    ...TEXT,
    isText: false,
    read: (value, path, reading) => {
      const text = typeof value === 'boolean' ? String(value) : TEXT.read(value, path, reading);
      if (text === null || !isNoReason(text)) return text;
      const cure = /^(?:no|false)$/i.test(text.trim()) ? `; ${no}` : '';
      reading.problems.error(
        path,
        'no-reason',
        `${nameOf(path)} says why, in words, such as ${path.at(-1)}: "${example}"${cure}`,
      );
      return text;
    },
  };
}

/** A word that means that there is none would be run as a command of that name; an empty one would succeed. */
export const UNDO_COMMAND: ValueType<string> = {
  ...TEXT,
  isText: false,
  read: (value, path, reading) => {
    const text = typeof value === 'boolean' ? String(value) : TEXT.read(value, path, reading);
    if (text === null) return null;
    if (typeof value !== 'boolean' && doesNothing(text)) {
      reading.problems.warn(
        path,
        'undo-word',
        `the undo "${text.trim()}" does nothing and succeeds: write the command, or nothing_to_undo: and why, or point_of_no_return: and why`,
      );
      return text;
    }
    if (!isWithoutCommand(text) && typeof value !== 'boolean' && !isPlaceholder(text)) return text;
    const what = isWithoutCommand(text)
      ? `an undo ${text.trim() === '' ? 'that is empty' : 'of comments only'} does nothing and succeeds`
      : `"${text.trim()}" would be run as a command`;
    reading.problems.error(
      path,
      'undo-word',
      `${what}: write the command, or nothing_to_undo: and why, or point_of_no_return: and why, or leave undo out`,
    );
    return text;
  },
};
