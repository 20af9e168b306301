/** `shell` and `strict`, which a step, a phase, an environment and the release itself may say; the nearest holds. */
import { FLAG, oneOf } from './scalars.ts';
import { ifSaid, type Read } from './table.ts';

export const SHELLS = ['sh', 'bash'] as const;

export const SHELL_KEYS = {
  shell: ifSaid(
    oneOf(...SHELLS),
    'what runs the commands on the host; the nearest place that says it counts, else sh',
  ),
  strict: ifSaid(FLAG, 'a line that fails (by bash also a part of a pipe) ends the text'),
};

export type ShellKeys = Read<typeof SHELL_KEYS>;
