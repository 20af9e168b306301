import type { Issue } from './issue.ts';

export interface FewIssues {
  /** Errors come first where not all are among them. */
  readonly shown: readonly Issue[];
  /** How many are not shown, and how many errors are among those. */
  readonly more: { readonly issues: number; readonly errors: number };
}

/** At most so many: a text can have a problem in every line, and whoever is given them all is held up by them. */
export function fewIssues(issues: readonly Issue[], most: number): FewIssues {
  if (issues.length <= most) return { shown: issues, more: { issues: 0, errors: 0 } };
  const errors = issues.filter(isError);
  const shown = [...errors, ...issues.filter((issue) => !isError(issue))].slice(0, most);
  return {
    shown,
    more: { issues: issues.length - most, errors: errors.length - shown.filter(isError).length },
  };
}

/** What is not shown, in words. */
export function formatMore({ issues, errors }: FewIssues['more']): string {
  return `and ${issues} more, ${errors} of them errors`;
}

function isError({ severity }: Issue): boolean {
  return severity === 'error';
}
