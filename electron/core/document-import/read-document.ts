import { fromMarkdown } from './from-markdown.ts';
import { fromScript } from './from-script.ts';
import { DOCUMENT_ENDINGS, type ImportedDocument, SCRIPT_ENDINGS } from './model.ts';

/** Whether a file of that name is a runbook or a script, and no release. */
export function isDocument(file: string): boolean {
  return DOCUMENT_ENDINGS.includes(endingOf(file));
}

function endingOf(file: string): string {
  return /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
}

/** Reads a runbook (`.md`) or a shell script by the ending of its name. */
export function readDocument(text: string, file: string): ImportedDocument {
  const plain = text.replace(/^\uFEFF/, '');
  return SCRIPT_ENDINGS.includes(endingOf(file)) ? fromScript(plain, file) : fromMarkdown(plain);
}
