/**
 * Texts of the lease on a host, POSIX sh only. In `leases/MACHINE/` (0700), since several machines may share a home: `holder-N`, who holds it (token, workstation,
 * operator, time, connection ("PID START"), the mark `SEQ-HASH` of its log, what it builds on if anything, "end"), where the highest N counts and each is made
 * once; `gate-WORD/`, without which that program begins nothing, and in it its later marks; `conn-WORD`, the connection where it has another by now; and
 * `over/RUN`, what is kept of a run whose lease has gone. A lease is revoked by removing its gate, which fails as soon as one more mark was made.
 */

import type { HostRefusal } from '#core/run/host-refusals.ts';
import type { Basis } from '#core/run/leases.ts';
import { NOT_STARTED_EXIT } from '../remote/not-started.ts';
import { SCRIPTS } from '../shell/scripts.ts';
import { writeScript } from '../shell/write-script.ts';
import { writeBasis } from './note.ts';

/** Where a host keeps the note, as it said itself: so it is one however many names and addresses the host has. */
export interface NotePlace {
  /** Holdpoint's folder in the home of the user who logs in. */
  readonly base: string;
  /** Names the machine within that home. */
  readonly machine: string;
  /** Its boot, which tells clones of one machine apart; empty where it does not say. */
  readonly boot: string;
}

export interface LeaseTerms {
  readonly run: string;
  readonly word: string;
  readonly workstation: string;
  readonly operator: string;
  /** The run that this one undoes or repairs, so that a library without this one does not do either again. */
  readonly basis: Basis | null;
}

/** Looks at the note, changes nothing. */
export function seeText(run: string, runs: readonly string[]): string {
  return writeScript('see', { run, runs: runs.join(' ') });
}

export interface LeaseRequest extends LeaseTerms {
  readonly at: string;
  /** Head of the log, as a mark. */
  readonly mark: string;
  /** Position of that head. */
  readonly seq: number;
  /** Runs that the note is asked about: this one, and the one that it undoes. */
  readonly runs: readonly string[];
  /** What was seen of the note; null: only where nobody holds the host and nothing is kept of those runs. */
  readonly seen: string | null;
}

/** Takes the lease where the note is as it was seen, and says what it saw. */
export function takeText({ run, word, mark, seen, basis, seq, runs, ...by }: LeaseRequest): string {
  return writeScript('take-lease', {
    ...{ ...whoOf(by), run, runs: runs.join(' '), word, mark, seq },
    basis: basisOf(basis),
    seen: seen ?? 'free',
  });
}

/** Who changes something and when, each as the one line that it is in the note. */
function whoOf({ workstation, operator, at }: Pick<LeaseRequest, 'workstation' | 'operator' | 'at'>) {
  return { workstation: oneLine(workstation), operator: oneLine(operator), at: oneLine(at) };
}

function basisOf(basis: Basis | null): string {
  return basis === null ? '' : oneLine(writeBasis(basis));
}

/** Looks at the note; where the lease is still this program's, notes the connection that it has now. */
export function renewText(
  { run, word }: LeaseTerms,
  { place, runs }: { readonly place: NotePlace; readonly runs: readonly string[] },
): string {
  return writeScript('renew', { ...foundAt(place), run, runs: runs.join(' '), word });
}

/** Where it was found before: a step may have renamed the host since. */
function foundAt({ base, machine }: NotePlace) {
  return { b: base, machine };
}

export interface LeaseRelease extends LeaseTerms {
  readonly place: NotePlace;
  readonly at: string;
  readonly mark: string;
}

/** Gives the lease back where it is still this program's, and keeps how far the run had come. Afterwards `hp_mine` is yes or no. */
export function releaseText({ place, run, word, mark, basis, ...by }: LeaseRelease): string {
  return writeScript('release', {
    ...{ ...foundAt(place), ...whoOf(by), run, word, mark },
    basis: basisOf(basis),
  });
}

/** Takes a lease of one of these runs away, whoever took it, unless it is live; what it had come to is kept. */
export function dropText(
  runs: readonly string[],
  by: Pick<LeaseRequest, 'workstation' | 'operator' | 'at'>,
): string {
  return writeScript('drop', { ...whoOf(by), runs: runs.join(' ') });
}

/** Lists what is kept of runs that have gone, as `over RUN WHY AT WORKSTATION`. */
export function listOverText(): string {
  return writeScript('list-over', {});
}

/** What stands in front of every job, so that nothing begins once the lease has gone. */
export interface Guard {
  /** Within the payload, run by the user who logs in: makes a mark, or ends the shell. */
  readonly login: string;
  /** Within the payload, run by another user: looks whether the gate is there, where that user may see it. */
  readonly other: string;
  /** The same for the job that gives the lease back, which makes no mark: only who has the gate can remove it. */
  readonly last: string;
  /** Before sudo, run by the user who logs in. Free of backslashes, quotes and exclamation marks. */
  readonly outer: string;
}

export const NO_GUARD: Guard = { login: '', other: '', last: '', outer: '' };

/** Marks are tidied now and then. */
export function guardOf(
  { word }: Pick<LeaseTerms, 'word'>,
  { place, mark, tidy }: { readonly place: NotePlace; readonly mark: string; readonly tidy: boolean },
): Guard {
  const gate = `${place.base}/leases/${place.machine}/gate-${word}`;
  const path = `${gate}/${mark}`;
  return {
    login: writeScript(tidy ? 'mark-and-tidy' : 'mark', { mark: path }),
    other: writeScript('gate', { gate }),
    last: writeScript('last-job', { gate }),
    outer: isPlain(path)
      ? `hp_mark="${path}"; ${SCRIPTS['make-mark'].text}; `
      : `${refuseText('home-odd')}; `,
  };
}

const refuseText = (code: HostRefusal['kind']): string =>
  `echo "holdpoint: ${code}" >&2; exit ${NOT_STARTED_EXIT}`;

/** Within double quotes within single quotes, for any login shell. */
function isPlain(path: string): boolean {
  return /^[A-Za-z0-9_@%+:,./= ~-]+$/.test(path);
}

const NOT_LEASED = refuseText('not-leased');
/** In front of a job on a host whose lease this program does not have. */
export const NEVER: Guard = {
  login: NOT_LEASED,
  other: NOT_LEASED,
  last: NOT_LEASED,
  outer: `${NOT_LEASED}; `,
};

function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim() || '-';
}
