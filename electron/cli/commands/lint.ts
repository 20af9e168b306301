import { formatIssue } from '#core/release/format-issue.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { EXIT } from '../failure.ts';
import { readReleaseFile } from '../release-file.ts';

/** Prints every problem of a release file; exit 1 if any is an error. */
export async function lintCommand(path: string, options: { readonly json?: boolean }): Promise<number> {
  const file = await readReleaseFile(path);
  const { issues } = parseRelease(file.text);
  if (options.json) {
    const rows = issues.map(({ line, column, severity, code, message }) => ({
      file: path,
      line,
      column,
      severity,
      code,
      message,
    }));
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  } else {
    for (const issue of issues) process.stdout.write(`${formatIssue(path, issue)}\n`);
  }
  return issues.some((issue) => issue.severity === 'error') ? EXIT.failed : EXIT.ok;
}
