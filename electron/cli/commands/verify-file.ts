/** An evidence file against itself, without the library that it came from. */
import { readText } from '#adapters/files/read-text.ts';
import type { CheckedFile } from '#core/evidence-file/check.ts';
import { shortCode } from '#core/report/words.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { describeFileFinding } from '#core/words/library/describe-evidence-file.ts';
import { readEvidence } from '#operations/evidence-file.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { whyUnreadable } from '../release-file.ts';
import { printJson, safe } from '../terminal.ts';
import { readCode } from './verify-code.ts';

/** Above what `report` writes of a run with much output. */
const MOST_BYTES = 512 * 1024 * 1024;

interface VerifyFileOptions {
  readonly code?: string;
  readonly json?: boolean;
}

/** Exit code 0 only where the file is whole; `--code` besides holds its newest event against a code from elsewhere. */
export async function verifyFile(path: string, { code, json = false }: VerifyFileOptions): Promise<number> {
  const checked = readEvidence(await read(path));
  if (checked === null)
    throw new CliFailure(
      'usage',
      `${path} is no evidence file; holdpoint report RUN --format evidence writes one, and verify RUN checks a run of the library`,
    );
  const { about, findings } = checked;
  const isThatOne = code === undefined || isCodeOf(code, checked);
  const ok = findings.length === 0 && isThatOne;
  const facts = { run: about?.run ?? null, events: checked.events.length, head: about?.head ?? null };
  if (json)
    printJson({
      ok,
      ...facts,
      findings: findings.map((each) => ({ code: each.code, message: describeFileFinding(each) })),
    });
  else process.stdout.write(`${describe(path, checked)}${isThatOne ? '' : notThatCode(code, checked)}`);
  return ok ? EXIT.ok : EXIT.unverified;
}

async function read(path: string): Promise<string> {
  try {
    return await readText(path, MOST_BYTES);
  } catch (error) {
    throw new CliFailure('file-unreadable', `${path}: ${whyUnreadable(error)}`);
  }
}

function describe(path: string, { about, events, findings }: CheckedFile): string {
  if (findings.length > 0)
    return findings.map((each) => `${safe(path)}: ${safe(describeFileFinding(each))}\n`).join('');
  const code = about === null ? '' : shortCode(about.head.hash);
  return `ok: ${formatCount(events.length, 'event')} of run ${safe(about?.run ?? '')} are whole and unchanged, with their texts and outputs; the newest has the code ${code}\n`;
}

function isCodeOf(code: string, { about }: CheckedFile): boolean {
  return about?.head.hash.startsWith(readCode(code)) ?? false;
}

function notThatCode(code: string, { about }: CheckedFile): string {
  const own = about === null ? 'none' : shortCode(about.head.hash);
  return `The code ${safe(code)} is not that of this file: it has ${own}\n`;
}
