/** What sudoers must say for a step that runs by sudo. */

const LACKS_RULE = /not allowed to (execute|run)|may not run sudo|not in the sudoers|password is required/;

export interface SudoRule {
  /** Who logs in; null: the workstation's own choice. */
  readonly login: string | null;
  readonly user: string;
  readonly hasPassword: boolean;
}

/** The rule that is missing, where sudo's words say that one is; empty otherwise. */
export function describeMissingRule(words: string, { login, user, hasPassword }: SudoRule): string {
  if (!LACKS_RULE.test(words)) return '';
  const rule = `${login ?? 'LOGIN'} ALL=(${user}) ${hasPassword ? '' : 'NOPASSWD: '}/bin/sh`;
  return `. Holdpoint starts a shell by sudo, so a rule for named commands is not enough: sudoers needs "${rule}". Or leave out sudo: and write sudo -n before the command itself`;
}
