import type { Issue } from './issue.ts';

/** More of them help nobody. */
const MOST_LINES = 200;

/** `file:line:col: severity code message`, as compilers say it. */
export function formatIssue(file: string, issue: Issue): string {
  return `${file}:${issue.line}:${issue.column}: ${issue.severity} ${issue.code} ${issue.message}`;
}

/** A line each for the first 200, errors before warnings where not all are shown, and one that counts the rest. */
export function formatIssues(file: string, issues: readonly Issue[]): readonly string[] {
  if (issues.length <= MOST_LINES) return issues.map((issue) => formatIssue(file, issue));
  const isError = ({ severity }: Issue): boolean => severity === 'error';
  const shown = [...issues.filter(isError), ...issues.filter((issue) => !isError(issue))].slice(
    0,
    MOST_LINES,
  );
  const errors = issues.filter(isError).length - shown.filter(isError).length;
  const rest = issues.length - MOST_LINES;
  return [
    ...shown.map((issue) => formatIssue(file, issue)),
    `${file}: and ${rest} more, ${errors} of them errors`,
  ];
}
