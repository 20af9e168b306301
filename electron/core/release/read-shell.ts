/** `shell` and `strict`, which a step, a phase, an environment and the release itself may say. */
import type { Fields } from './fields.ts';
import { SHELLS, type ShellChoice } from './model.ts';

export const SHELL_KEYS = ['shell', 'strict'] as const;

/** Holds only what is said. */
export function readShell(fields: Fields): ShellChoice {
  const shell = fields.oneOf('shell', SHELLS);
  return {
    ...(shell === null ? {} : { shell }),
    ...(fields.has('strict') ? { strict: fields.flag('strict') } : {}),
  };
}
