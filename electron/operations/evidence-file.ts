/** The evidence of a run as one file, and such a file held against itself. */
import { createHash } from 'node:crypto';
import type { Library } from '#adapters/sqlite/library.ts';
import { unlessDamaged } from '#adapters/sqlite/store-failure.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { canonicalJson } from '#core/canonical-json.ts';
import { type CheckedFile, checkFile } from '#core/evidence-file/check.ts';
import { findEvidence, renderEvidencePage } from '#core/evidence-file/page.ts';
import { FORMAT, type Hashing, type HeldOutput, type HeldPart } from '#core/evidence-file/parts.ts';
import { runTitle } from '#core/report/run-document.ts';
import type { RunReport } from '#core/report/run-report-model.ts';
import { STREAMS, type Stream } from '#core/run/stream.ts';
import type { ReleaseReader } from './release-reader.ts';

/** A stream that is longer is named in the file, and stays in the library. */
const MOST_OUTPUT_BYTES = 8 * 1024 * 1024;

const hashing: Hashing = {
  text: sha256,
  bytes: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  fromBase64: (text) => Buffer.from(text, 'base64'),
};

interface Written {
  readonly report: RunReport;
  /** The report as HTML, for people. */
  readonly html: string;
  /** The program that checks the file in a browser. */
  readonly script: string;
  readonly reader: ReleaseReader;
}

/** Null where the run's log does not verify: a file that says of itself that it is whole would vouch for it. */
export async function writeEvidence(
  library: Library,
  { report, html, script, reader }: Written,
): Promise<string | null> {
  const { header } = report.state;
  const { run } = header;
  const events = library.chain(run).map((event) => ({
    ...{ part: 'event' as const, run: event.run, seq: event.seq, at: event.at, type: event.type },
    ...{ data: canonicalJson(event.data), prev: event.prev, hash: event.hash },
  }));
  const newest = events.at(-1);
  if (!report.evidence.ok || newest === undefined) return null;
  const plan = unlessDamaged(() => library.document(header.planSha256));
  const text = unlessDamaged(() => library.revisionText(header.revision));
  const release = text === null ? null : await reader.canonical(text);
  const title = runTitle('evidence', report);
  const parts: readonly HeldPart[] = [
    {
      ...{ part: 'about', format: FORMAT, title, run, writtenAt: report.printedAt },
      ...{ head: { seq: newest.seq, hash: newest.hash }, library: report.library ?? null },
    },
    ...(release === null ? [] : [{ part: 'release' as const, text: release }]),
    ...(plan === null ? [] : [{ part: 'plan' as const, text: plan }]),
    ...events,
    ...outputsOf(library, run),
    { part: 'report', html },
  ];
  return renderEvidencePage({ title, parts, script }, hashing);
}

function outputsOf(library: Library, run: RunReport['state']['header']['run']): readonly HeldOutput[] {
  return library.outputSizes(run).flatMap(({ step, host, attempt, ...sizes }) =>
    STREAMS.filter((stream) => sizes[stream] > 0).map((stream: Stream): HeldOutput => {
      const of = { step, host, attempt, stream };
      const isShort = sizes[stream] <= MOST_OUTPUT_BYTES;
      const read = () =>
        library.readOutput({ run, ...of } as Parameters<Library['readOutput']>[0], 0, MOST_OUTPUT_BYTES)
          .bytes;
      return { part: 'output', ...of, base64: isShort ? Buffer.from(read()).toString('base64') : null };
    }),
  );
}

/** Null where the text is no evidence file. */
export function readEvidence(page: string): CheckedFile | null {
  const found = findEvidence(page);
  return found === null ? null : checkFile(found.text, hashing, found.firstLine);
}
