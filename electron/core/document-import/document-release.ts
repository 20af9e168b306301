/** A document as the text of a release. */

import { editRelease } from '../release/edit-release.ts';
import { idFrom } from '../release/id-from.ts';
import { type NewRelease, newReleaseText } from '../release/new-release.ts';
import type { JsonObject, JsonValue } from '../release/revision.ts';
import type { ImportedDocument, ImportedPhase, ImportedStep } from './model.ts';

/** `on`: the hosts on which its commands run; null: whoever edits it says so. */
export function documentRelease(
  release: NewRelease,
  { sections, plans, backout }: ImportedDocument,
  on: string | null,
): string {
  const ids = new Ids();
  const phases = (of: readonly ImportedPhase[]): JsonValue =>
    of.map(({ title, steps }) => ({
      id: ids.next(title, 'phase'),
      title,
      steps: steps.map((step) => stepData(step, ids, on)),
    }));
  const { summary, risks, affected, escalation, handover, success, triggers } = sections;
  const parts: readonly (readonly [readonly string[], JsonValue])[] = [
    [['release', 'summary'], summary],
    [['release', 'risks'], risks.map((text) => ({ id: ids.next(text.slice(0, 40), 'risk'), text }))],
    [['release', 'affected'], affected],
    [['release', 'handover'], handover],
    [['release', 'escalation'], escalation],
    [['deployment', 'success'], success],
    [['deployment', 'phases'], phases(plans.deployment)],
    [['verification', 'phases'], phases(plans.verification)],
    [['backout', 'triggers'], triggers],
    [['backout', 'before'], backout.map((step) => stepData(step, ids, on))],
  ];
  const said = parts.filter(([, value]) => (value as string | readonly JsonValue[]).length > 0);
  const edited = editRelease(
    newReleaseText(release),
    said.map(([path, value]) => ({ kind: 'set', path, value })),
  );
  if (!edited.ok) throw new Error(edited.message);
  return edited.text;
}

function stepData({ title, does, notes }: ImportedStep, ids: Ids, on: string | null): JsonObject {
  const where = on === null ? {} : { on };
  const told = notes === '' ? {} : { notes };
  const named = { id: ids.next(title, 'step'), title };
  switch (does.kind) {
    case 'manual':
      return {
        ...named,
        manual: does.text,
        ...(does.items.length > 0 ? { items: does.items } : {}),
        ...told,
      };
    case 'script':
      return { ...named, ...where, script: { text: does.text }, ...told };
    case 'run':
      return {
        ...named,
        ...where,
        run: does.text,
        ...(does.sudo ? { sudo: true } : {}),
        ...(does.shell === null ? {} : { shell: does.shell }),
        ...(does.strict ? { strict: true } : {}),
        ...(Object.keys(does.env).length > 0 ? { env: does.env } : {}),
        ...told,
      };
  }
}

const LONGEST_ID = 40;

/** Ids that are free, of titles where one can be made of them. */
class Ids {
  readonly #taken = new Map<string, number>();

  next(title: string, otherwise: string): string {
    const cut = idFrom(title)
      .slice(0, LONGEST_ID)
      .replace(/-+[^-]*$/, (end) => (idFrom(title).length > LONGEST_ID ? '' : end));
    const base = cut.replace(/-+$/, '') || otherwise;
    for (let number = this.#taken.get(base) ?? 1; ; number += 1) {
      const id = number === 1 ? base : `${base}-${number}`;
      if (this.#taken.has(id)) continue;
      this.#taken.set(base, number + 1);
      if (id !== base) this.#taken.set(id, 2);
      return id;
    }
  }
}
