/** A person approves a release as it is worded now: by name, in the library's log, with the text kept that was approved. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { Approval } from '#core/gate/model.ts';
import { isUnlisted, type KnownPerson, signatureOf } from '#core/release/people.ts';
import { describeUnlisted } from '#core/words/run/describe-refusal.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { refuse } from './refuse.ts';
import { keepWorking, storedRelease } from './release-history.ts';

export interface Approving {
  readonly by: string;
  readonly note: string | null;
  /** Which revision the person saw. */
  readonly revision: string;
}

export function approveRelease(
  library: Library,
  { release, people }: { readonly release: string; readonly people: readonly KnownPerson[] },
  { by, note, revision }: Approving,
): Result<Approval, Failure> {
  const stored = storedRelease(library, release);
  if (!stored.ok) return stored;
  if (isUnlisted(people, by)) return refuse('not-approvable', describeUnlisted(people, by));
  if (stored.value.revision === null)
    return refuse('not-approvable', `${release} has errors, so it has no revision that could be approved`, {
      next: { app: 'Fix what the Problems panel names', terminal: 'holdpoint lint FILE says where' },
    });
  if (stored.value.revision !== revision)
    return refuse('not-approvable', `${release} was changed since you looked at it`, {
      next: { app: 'Look at it again, and approve what it says now', terminal: 'Try again' },
    });
  const signed = signatureOf(people, by);
  const isKept = library.keptTexts(release).some((kept) => kept.revision === stored.value.revision);
  const kept = isKept ? null : keepWorking(library, stored.value, { because: 'approved', note: signed });
  if (kept?.ok === false) return kept;
  library.approve(release, { revision: stored.value.revision, by: signed, note });
  const given = library
    .approvals(release)
    .find((each) => each.revision === stored.value.revision && each.by === signed);
  return given === undefined
    ? refuse('not-approvable', 'The approval was not recorded')
    : { ok: true, value: given };
}

/** With the number that the approved text has in the history of its release; null: it is not there any more. */
export interface ApprovalOfText extends Approval {
  readonly number: number | null;
}

/** Newest first. */
export function approvalsOf(library: Library, release: string): readonly ApprovalOfText[] {
  const kept = library.keptTexts(release);
  return library.approvals(release).map((approval) => ({
    ...approval,
    number: kept.find(({ revision }) => revision === approval.revision)?.number ?? null,
  }));
}
