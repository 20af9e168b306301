/** A new release in the library: empty, made of a document, or from an earlier one. */
import type { Library } from '#adapters/sqlite/library.ts';
import type { StoredRelease } from '#adapters/sqlite/releases.ts';
import type { GivenDocument } from '#core/document-import/model.ts';
import { type NewRelease, newReleaseText, whyNotBegun } from '#core/release/new-release.ts';
import type { CarriedFrom } from '#core/release/next-release.ts';
import type { TemplateId } from '#core/release/templates/templates.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { keepWorking, storedRelease } from './release-history.ts';
import type { ReleaseReader } from './release-reader.ts';

interface Making {
  readonly library: Library;
  readonly reader: ReleaseReader;
}

/** What a new release begins with: nothing, a template, a document, or the text of an earlier one. */
export interface BeginsWith {
  readonly from: string | null;
  readonly template: TemplateId | null;
  readonly document: GivenDocument | null;
}

/** `from`: the release whose text it begins with, without what held for that one alone. Its text is kept, so that the two can be compared. */
export async function createRelease(
  { library, reader }: Making,
  release: NewRelease,
  { from, template, document }: BeginsWith,
): Promise<Result<StoredRelease, Failure>> {
  const message = whyNotBegun(release);
  if (message !== null) return { ok: false, error: { code: 'release-invalid', message } };
  if (from === null) {
    const text =
      document === null ? newReleaseText(release, template) : await reader.document(release, document);
    const { revision } = await reader.look(text);
    return library.createRelease({ ...release, text, revision, folder: null });
  }
  const stored = storedRelease(library, from);
  if (!stored.ok) return stored;
  const earlier = stored.value;
  const made = await reader.next(earlier.text, release);
  if (!made.ok) {
    const refused = `Nothing can be made of ${from}: ${made.message}`;
    return { ok: false, error: { code: 'release-invalid', message: refused } };
  }
  const { revision } = await reader.look(made.text);
  const kept = keepWorking(library, earlier, { because: 'edited', note: null });
  if (!kept.ok) return kept;
  return library.createRelease(
    { ...release, text: made.text, revision, folder: earlier.folder },
    { because: 'derived', note: `${from}@${kept.value}` },
  );
}

/** What a release took over from the one it was made from, and still says; null where it was made from no other, or that is gone. */
export async function takenOver({ library, reader }: Making, release: string): Promise<CarriedFrom | null> {
  const [first] = library.keptTexts(release).slice(-1);
  const [from = '', number = ''] = first?.because === 'derived' ? (first.note ?? '').split('@') : [];
  const earlier = library.getRelease(from);
  const before = library.keptText(from, Number(number));
  const now = library.getRelease(release);
  if (earlier === null || before === null || now === null) return null;
  const parts = await reader.carried(before, now.text);
  if (parts === null) return null;
  const seen = (await reader.look(before)).release;
  const { id, name, version } = seen ?? earlier;
  return { from: { id, name, version }, parts };
}
