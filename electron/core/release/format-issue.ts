import { fewIssues, formatMore } from './few-issues.ts';
import type { Issue } from './issue.ts';

/** More of them help nobody. */
const MOST_LINES = 200;

/** `file:line:col: severity code message`, as compilers say it. */
export function formatIssue(file: string, issue: Issue): string {
  return `${file}:${issue.line}:${issue.column}: ${issue.severity} ${issue.code} ${issue.message}`;
}

/** A line each for the first 200, errors before warnings where not all are shown, and one that counts the rest. */
export function formatIssues(file: string, issues: readonly Issue[]): readonly string[] {
  const { shown, more } = fewIssues(issues, MOST_LINES);
  const lines = shown.map((issue) => formatIssue(file, issue));
  return more.issues === 0 ? lines : [...lines, `${file}: ${formatMore(more)}`];
}
