/** The next release of a product, made from the text of an earlier one. */
import { isMapping, isSameData, valueAt } from './edit-data.ts';
import { type Edit, type Edited, editRelease } from './edit-release.ts';
import type { NewRelease } from './new-release.ts';
import { parseRelease } from './parse-release.ts';
import type { Path } from './problems.ts';
import type { JsonObject, JsonValue } from './revision.ts';

/** What was decided, promised or checked for the earlier release alone: it is taken out. */
const OF_ONE_RELEASE = ['window', 'baseline'] as const;
const OF_ONE_CONTROL = ['state', 'by', 'evidence', 'note'] as const;
const OF_ONE_REQUIREMENT = ['state', 'due'] as const;
const OF_ONE_COMPONENT = ['sha256', 'ci'] as const;

/** The earlier text with another id, name and version, without what held for it alone. Comments and order stay. */
export function nextReleaseText(text: string, { id, name, version }: NewRelease): Edited {
  const { data } = parseRelease(text);
  if (data === null) return editRelease(text, []);
  return editRelease(text, [
    { kind: 'set', path: ['release', 'id'], value: id },
    { kind: 'set', path: ['release', 'name'], value: name },
    { kind: 'set', path: ['release', 'version'], value: version },
    ...removals(data, ['release'], OF_ONE_RELEASE),
    ...listRemovals(data, ['controls'], OF_ONE_CONTROL),
    ...listRemovals(data, ['infrastructure', 'requirements'], OF_ONE_REQUIREMENT),
    ...listRemovals(data, ['package', 'components'], OF_ONE_COMPONENT),
  ]);
}

function removals(data: JsonObject, path: Path, keys: readonly string[]): readonly Edit[] {
  const within = valueAt(data, path);
  return keys
    .filter((key) => isMapping(within) && Object.hasOwn(within, key))
    .map((key) => ({ kind: 'remove', path: [...path, key] }));
}

function listRemovals(data: JsonObject, path: Path, keys: readonly string[]): readonly Edit[] {
  return listIn(data, path).flatMap((_, at) => removals(data, [...path, at], keys));
}

/** What speaks of one release, and still says what it said of the earlier one. */
export type CarriedOver =
  | { readonly kind: 'text'; readonly key: (typeof TOLD_OF_ONE)[number] }
  | { readonly kind: 'component'; readonly id: string; readonly version: string };

/** What a release took over from the one it was made from, and still says. */
export interface CarriedFrom {
  readonly from: NewRelease;
  readonly parts: readonly CarriedOver[];
}

const TOLD_OF_ONE = ['summary', 'features', 'risks', 'affected', 'handover'] as const;

export function carriedOver(earlier: JsonObject, now: JsonObject): readonly CarriedOver[] {
  const texts = TOLD_OF_ONE.filter((key) => {
    const said = valueAt(now, ['release', key]);
    return said !== undefined && isSameData(said, valueAt(earlier, ['release', key]) ?? null);
  });
  const before = new Map(components(earlier));
  return [
    ...texts.map((key) => ({ kind: 'text', key }) as const),
    ...components(now)
      .filter(([id, version]) => before.get(id) === version)
      .map(([id, version]) => ({ kind: 'component', id, version }) as const),
  ];
}

function components(data: JsonObject): readonly (readonly [string, string])[] {
  return listIn(data, ['package', 'components']).flatMap((each) => {
    if (!isMapping(each)) return [];
    const { id, version } = each;
    return typeof id === 'string' && typeof version === 'string' ? [[id, version] as const] : [];
  });
}

/** Nothing where it is no list. */
function listIn(data: JsonObject, path: Path): readonly JsonValue[] {
  const value = valueAt(data, path);
  return Array.isArray(value) ? value : [];
}
