/** What sudoers must say for a step that runs by sudo. */

const LACKS_RULE = /not allowed to (execute|run)|may not run sudo|not in the sudoers|password is required/;

export interface SudoRule {
  /** Who logs in; null: the workstation's own choice. */
  readonly login: string | null;
  readonly user: string;
  readonly hasPassword: boolean;
}

/** The rule that is missing, where sudo's words say that one is; null otherwise. */
export function missingRule(words: string, { login, user, hasPassword }: SudoRule): string | null {
  if (!LACKS_RULE.test(words)) return null;
  return `${login ?? 'LOGIN'} ALL=(${user}) ${hasPassword ? '' : 'NOPASSWD: '}/bin/sh`;
}
