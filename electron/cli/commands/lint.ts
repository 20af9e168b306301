import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createFiles } from '#adapters/files/files.ts';
import { type FilesBeside, filesNamed } from '#core/release/files-beside.ts';
import { formatIssues } from '#core/release/format-issue.ts';
import type { Release } from '#core/release/model.ts';
import { parseRelease } from '#core/release/parse-release.ts';
import { EXIT, oneLine } from '../failure.ts';
import { readReleaseFile } from '../release-file.ts';
import { printJson } from '../terminal.ts';

/** Prints every problem of a release file; exit 1 if any is an error. */
export async function lintCommand(path: string, options: { readonly json?: boolean }): Promise<number> {
  const file = await readReleaseFile(path);
  const { release, issues: found } = parseRelease(file.text);
  const { scripts, uploads } = release ? filesNamed(release) : { scripts: [], uploads: [] };
  const isAlone = scripts.length === 0 && uploads.length === 0;
  const issues =
    release === null || isAlone
      ? found
      : parseRelease(file.text, await filesBeside(release, file.folder)).issues;
  if (options.json) {
    const rows = issues.map(({ line, column, severity, code, message }) => ({
      file: path,
      line,
      column,
      severity,
      code,
      message,
    }));
    printJson(rows);
  } else {
    for (const line of formatIssues(path, issues)) process.stdout.write(`${oneLine(line)}\n`);
  }
  return issues.some((issue) => issue.severity === 'error') ? EXIT.failed : EXIT.ok;
}

/** Files that cannot be read are left to the plan, which is refused without them. */
async function filesBeside(release: Release, folder: string): Promise<FilesBeside> {
  const { scripts, uploads } = filesNamed(release);
  const files = createFiles(folder);
  const read = await Promise.all(scripts.map(async (name) => ({ name, text: await files.readText(name) })));
  const texts = read.flatMap(({ name, text }) => (text.ok ? [[name, text.value] as const] : []));
  const noTexts = read.flatMap(({ name, text }) =>
    !text.ok && text.error.code === 'not-text' ? [[name, text.error.message] as const] : [],
  );
  const folders = await Promise.all(
    uploads.map(async (name) => {
      const facts = await stat(resolve(folder, name)).catch(() => null);
      return facts?.isDirectory() ? [name] : [];
    }),
  );
  return {
    texts: Object.fromEntries(texts),
    noTexts: Object.fromEntries(noTexts),
    folders: new Set(folders.flat()),
  };
}
