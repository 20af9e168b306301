import type { Issue } from './issue.ts';

/** `file:line:col: severity code message`, as compilers say it. */
export function formatIssue(file: string, issue: Issue): string {
  return `${file}:${issue.line}:${issue.column}: ${issue.severity} ${issue.code} ${issue.message}`;
}
