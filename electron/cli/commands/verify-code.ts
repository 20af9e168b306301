/** A printed code against the library: which event it is of, and whether the log that holds it verifies. */

import type { Library } from '#adapters/sqlite/library.ts';
import type { CodedEvent } from '#adapters/sqlite/run-list-store.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import { CODE_DIGITS } from '#core/report/words.ts';
import type { RunId } from '#core/run/events.ts';
import type { EvidenceFinding } from '#core/run/evidence.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import { describeUnsound, printableFinding } from '#core/words/library/describe-evidence.ts';
import { loadRelease } from '#operations/loaded-release.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { printJson, safe } from '../terminal.ts';

const HASH_DIGITS = 64;

export interface VerifyCodeOptions {
  readonly code: string;
  readonly json?: boolean;
}

/** Exit code 0 only when an event has the code and its log verifies. */
export function verifyCode(library: Library, run: string | null, { code, json }: VerifyCodeOptions): number {
  const prefix = readCode(code);
  const events = library.findByCode(prefix).filter((event) => run === null || event.run === run);
  const findings = [...new Set(events.map((event) => event.run))].flatMap((of) => findingsOf(library, of));
  const revisions = events.length > 0 || run !== null ? [] : revisionsOf(library, prefix);
  const ok = events.length + revisions.length > 0 && findings.length === 0;
  if (json) printJson({ code: prefix, ok, events, findings: findings.map(printableFinding), revisions });
  else
    process.stdout.write(
      revisions.map(describeRevision).join('') || describe(library, { code, run, events }),
    );
  return ok ? EXIT.ok : EXIT.unverified;
}

/** A release whose text has this revision, which runbooks print as a code too. */
interface CodedRevision {
  readonly release: string;
  readonly version: string;
  readonly revision: string;
  /** It is the text that is worked on now. */
  readonly current: boolean;
}

function revisionsOf(library: Library, prefix: string): readonly CodedRevision[] {
  return library.listReleases().flatMap(({ id, version }) => {
    const text = library.getRelease(id)?.text ?? '';
    const loaded = loadRelease(text, sha256);
    const now = loaded.ok ? [loaded.value.revision] : [];
    const kept = library.keptTexts(id).flatMap(({ revision }) => revision ?? []);
    return [...new Set([...now, ...kept])]
      .filter((revision) => revision.startsWith(prefix))
      .map((revision) => ({
        release: id,
        version,
        revision,
        current: now.some((each) => each === revision),
      }));
  });
}

function describeRevision({ release, version, revision, current }: CodedRevision): string {
  const known = current
    ? `the text of ${release} ${version} as it is in this library now`
    : `an earlier text of ${release}; its text is another one now`;
  return `${revision} is not the code of a log but the revision of a release: ${safe(known)}\n`;
}

/** In any letter case, with or without the dashes and blanks of paper. */
export function readCode(text: string): string {
  const code = text.replaceAll(/[\s-]/g, '').toLowerCase();
  const isHex = /^[0-9a-f]+$/.test(code);
  if (isHex && code.length >= CODE_DIGITS && code.length <= HASH_DIGITS) return code;
  const why =
    isHex && code.length < CODE_DIGITS
      ? `"${text}" has ${code.length}, and an event that somebody made could have the same: read all of the code from the paper`
      : `"${text}" is no such code`;
  throw new CliFailure(
    'usage',
    `--code takes a code as a report prints it, such as 3F0A-9925-6BEE-B89A: ${CODE_DIGITS} to ${HASH_DIGITS} of the characters 0-9 and a-f. ${why}`,
  );
}

function findingsOf(library: Library, run: string | null): readonly EvidenceFinding[] {
  if (run === null) return library.libraryFindings();
  return library.readRun(run as RunId)?.evidence.findings ?? library.verifyLibrary(run as RunId).findings;
}

interface EventsOfCode {
  readonly code: string;
  readonly run: string | null;
  readonly events: readonly CodedEvent[];
}

function describe(library: Library, { code, run, events }: EventsOfCode): string {
  if (events.length === 0)
    return `Nothing in ${run ?? 'this library'} has the code ${safe(code)}: what it was printed from is not here as it was then. Check the code, and that this is the library it was printed from; holdpoint verify finds what is missing\n`;
  return events.map((event) => describeEvent(library, event)).join('');
}

function describeEvent(library: Library, { run, seq, at, type, hash }: CodedEvent): string {
  const place = run === null ? "the library's log" : `run ${run}`;
  const unsound = describeUnsoundLog(library, run);
  const verdict =
    unsound ?? `Its log verifies: everything up to event ${seq} is as it was when the code was printed`;
  return `${hash} is event ${seq} (${safe(type)}) of ${place}, recorded ${formatZonedTime(at)}\n${safe(verdict)}\n`;
}

function describeUnsoundLog(library: Library, run: string | null): string | null {
  const findings = findingsOf(library, run);
  return describeUnsound(run ?? "The library's log", { ok: findings.length === 0, findings, losses: [] });
}
