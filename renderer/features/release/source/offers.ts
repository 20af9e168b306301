/** What may be written at a place of a release's text, from the tables of the format and from the release itself. */
import { keysAt, namingAt, wordsAt } from '#core/release/format/shape-at.ts';
import { PLAN_NAMES, type PlanName } from '#core/release/model.ts';
import { FIXED_VALUES } from '#core/release/template.ts';
import { listOf, type Raw, recordOf, textOf, textsOf } from '../text/raw.ts';
import { type PlaceInText, placeInText } from './place-in-text.ts';

export interface WrittenOffer {
  readonly label: string;
  /** What it is, in a few words. */
  readonly says: string;
  /** What is written. */
  readonly text: string;
}

export interface Offers {
  readonly from: number;
  readonly list: readonly WrittenOffer[];
}

const MOST = 60;

/** `data`: what the text says as of its last reading. Null where nothing is known. */
export function offersAt(text: string, offset: number, data: unknown): Offers | null {
  const place = placeInText(text, offset);
  if (place === null) return null;
  const typed = place.typed.toLowerCase();
  const all = allOffers(place, data);
  const begins = all.filter(({ label }) => label.toLowerCase().startsWith(typed));
  const holds = all.filter(({ label }) => label.toLowerCase().indexOf(typed) > 0);
  const list = [...begins, ...holds].slice(0, MOST);
  const isDone = list.length === 1 && list[0]?.label === place.typed;
  return list.length === 0 || isDone ? null : { from: place.from, list };
}

function allOffers(place: PlaceInText, data: unknown): readonly WrittenOffer[] {
  switch (place.kind) {
    case 'insert':
      return valuesOf(data);
    case 'key':
      return [...keysAt(place.path)]
        .filter(([key]) => !place.present.has(key))
        .map(([key, { help, shape }]) => ({
          label: key,
          says: help,
          text: shape.kind === 'scalar' || shape.kind === 'either' ? `${key}: ` : `${key}:`,
        }));
    case 'value':
      return wordsFor(place, data);
  }
}

function wordsFor({ path }: PlaceInText, data: unknown): readonly WrittenOffer[] {
  const words = wordsAt(path);
  const plain = (label: string, says: string): WrittenOffer => ({ label, says, text: label });
  if (words.length > 0) return words.map((word) => plain(word, ''));
  if (path.at(-1) === 'sudo') return [plain('true', 'root')];
  switch (namingAt(path)) {
    case 'person':
      return people(data);
    case 'hosts':
      return hosts(data);
    case 'host':
      return hosts(data).filter(({ says }) => says !== 'tag');
    case 'communication':
      return listOf(recordOf(data)['communications']).map((each) =>
        plain(textOf(recordOf(each)['id']), textOf(recordOf(each)['audience'])),
      );
    case 'infrastructure-step':
      return stepsOf(data, ['infrastructure']).map((step) =>
        plain(textOf(step['id']), textOf(step['title'])),
      );
    case null:
      return [];
  }
}

function people(data: unknown): readonly WrittenOffer[] {
  const listed = listOf(recordOf(recordOf(data)['release'])['people']).map(recordOf);
  return unique([
    ...listed.map((person) => ({ label: textOf(person['id']), says: textOf(person['name']) })),
    ...listed.flatMap((person) => textsOf(person['roles']).map((label) => ({ label, says: 'role' }))),
  ]);
}

function hosts(data: unknown): readonly WrittenOffer[] {
  const all = environmentsOf(data).flatMap(([name, environment]) =>
    Object.entries(recordOf(environment['hosts'])).map(([host, raw]) => ({ host, name, raw: recordOf(raw) })),
  );
  return unique([
    ...all.flatMap(({ raw }) => textsOf(raw['tags']).map((label) => ({ label, says: 'tag' }))),
    ...all.map(({ host, name }) => ({ label: host, says: name })),
  ]);
}

function environmentsOf(data: unknown): readonly (readonly [string, Raw])[] {
  return Object.entries(recordOf(recordOf(data)['environments'])).map(([name, raw]) => [name, recordOf(raw)]);
}

/** Values that may stand between two braces. */
function valuesOf(data: unknown): readonly WrittenOffer[] {
  const environments = environmentsOf(data);
  const vars = environments.flatMap(([name, raw]) =>
    Object.keys(recordOf(raw['vars'])).map((key) => ({ label: `vars.${key}`, says: name })),
  );
  const hostVars = environments.flatMap(([, raw]) =>
    Object.entries(recordOf(raw['hosts'])).flatMap(([host, each]) =>
      Object.keys(recordOf(recordOf(each)['vars'])).map((key) => ({ label: `host.vars.${key}`, says: host })),
    ),
  );
  const captured = stepsOf(data, PLAN_NAMES).flatMap((step) =>
    Object.keys(recordOf(step['capture'])).map((key) => ({
      label: `step.${textOf(step['id'])}.${key}`,
      says: textOf(step['title']),
    })),
  );
  const fixed = [...FIXED_VALUES].map(([label, { help }]) => ({ label, says: help }));
  return unique([...vars, ...hostVars, ...captured, ...fixed]).map((offer) => ({
    ...offer,
    text: `${offer.label} }}`,
  }));
}

function stepsOf(data: unknown, plans: readonly PlanName[]): readonly Raw[] {
  return plans.flatMap((plan) =>
    listOf(recordOf(recordOf(data)[plan])['phases']).flatMap((phase) =>
      listOf(recordOf(phase)['steps']).map(recordOf),
    ),
  );
}

function unique(offers: readonly Omit<WrittenOffer, 'text'>[]): readonly WrittenOffer[] {
  const byLabel = new Map(offers.toReversed().map((offer) => [offer.label, offer]));
  return [...byLabel.values()]
    .toReversed()
    .filter(({ label }) => label !== '')
    .map((offer) => ({ ...offer, text: offer.label }));
}

export interface KeyHelp {
  readonly from: number;
  readonly to: number;
  readonly key: string;
  readonly says: string;
}

/** What the key at a place means; null where no key is, or none that the format knows. */
export function helpAt(text: string, offset: number): KeyHelp | null {
  const from = text.slice(0, offset).search(/[\w.-]*$/);
  const [word = ''] = /^[\w.-]+(?=:(?: |\r?\n|$))/.exec(text.slice(from)) ?? [];
  const place = word === '' ? null : placeInText(text, from);
  const key = place?.kind === 'key' ? keysAt(place.path).get(word) : undefined;
  if (key === undefined) return null;
  const more = [
    ...(key.isRequired ? ['required'] : []),
    ...(textOf(key.default) === '' ? [] : [`without it: ${textOf(key.default)}`]),
    ...(wordsAt([...(place?.path ?? []), word]).length > 0
      ? [`one of ${wordsAt([...(place?.path ?? []), word]).join(', ')}`]
      : []),
  ];
  return { from, to: from + word.length, key: word, says: [key.help, ...more].join('; ') };
}
