/** What makes another user of the one who logs in: sudo unless a step says otherwise. */

export const BECOMERS = ['sudo', 'su', 'doas'] as const;
export const DEFAULT_BECOMER = 'sudo';

export type Becomer =
  | { readonly kind: (typeof BECOMERS)[number] }
  /** It gets `/bin/sh -c TEXT` behind it; `%u` stands for the user. */
  | { readonly kind: 'command'; readonly command: string };

/** Words without a sign that any shell reads. */
const COMMAND = /^\/[A-Za-z0-9_./-]+( [A-Za-z0-9_./=:@%+,-]+)*$/;

export function becomerOf(by: string | undefined): Becomer {
  if (by === undefined) return { kind: DEFAULT_BECOMER };
  const known = BECOMERS.find((kind) => kind === by);
  return known ? { kind: known } : { kind: 'command', command: by };
}

export function isBecomer(by: string): boolean {
  return becomerOf(by).kind !== 'command' || COMMAND.test(by);
}

/** doas asks at a terminal only, and what a command of a site asks nobody here knows. */
export function takesPassword(by: string | undefined): boolean {
  const { kind } = becomerOf(by);
  return kind === 'sudo' || kind === 'su';
}

/** `sudo`, `doas`, or the name of the command. */
export function nameOfBecomer(by: string | undefined): string {
  const becomer = becomerOf(by);
  return becomer.kind === 'command' ? (becomer.command.split(' ')[0]?.split('/').at(-1) ?? '') : becomer.kind;
}
