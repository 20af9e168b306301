/** What sudoers, or the configuration of doas, must say for a step that runs as another user. */
import { becomerOf } from '#core/release/become.ts';

const LACKS_RULE = /not allowed to (execute|run)|may not run sudo|not in the sudoers|password is required/;

export interface SudoRule {
  /** Who logs in; null: the workstation's own choice. */
  readonly login: string | null;
  readonly user: string;
  readonly hasPassword: boolean;
  readonly by?: string | undefined;
}

const LACKS_PERMIT = /doas: (Operation not permitted|Authorization required|a tty is required)/;

/** The rule that is missing, where the words of sudo or doas say that one is; null otherwise. */
export function missingRule(words: string, { login, user, hasPassword, by }: SudoRule): string | null {
  const { kind } = becomerOf(by);
  if (kind === 'doas' && LACKS_PERMIT.test(words))
    return `permit nopass ${login ?? 'LOGIN'} as ${user} cmd /bin/sh`;
  if (kind !== 'sudo' || !LACKS_RULE.test(words)) return null;
  return `${login ?? 'LOGIN'} ALL=(${user}) ${hasPassword ? '' : 'NOPASSWD: '}/bin/sh`;
}
