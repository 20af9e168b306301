import type { Communication, Release, Vars } from '#core/release/model.ts';
import { nameOfRef, type TemplatePart } from '#core/release/template.ts';
import { openScope } from './plan-release.ts';
import { createProblemList } from './problem.ts';
import type { PlanScope } from './scope.ts';
import { findValue } from './value.ts';

interface Place {
  readonly environment: string;
  /** Given for the run. */
  readonly vars?: Vars;
}

/** The communications of a release as they read in an environment before a run. What nobody knows yet stands in braces: `{{ run.finished }}`. */
export function planMessages(release: Release, { environment, vars = {} }: Place): readonly Communication[] {
  const { communications } = release;
  const input = { release, environment, limit: null, vars, files: {} };
  const scope = openScope(input, createProblemList());
  if (scope === null) return communications;
  return communications.map((one) => ({
    ...one,
    subject: one.subject === null ? null : filled(one.subject, scope),
    body: filled(one.body, scope),
  }));
}

function filled(template: string, scope: PlanScope): string {
  const parsed = scope.parsed.template(template);
  return parsed.ok ? parsed.parts.map((part) => textOfPart(part, scope)).join('') : template;
}

function textOfPart(part: TemplatePart, scope: PlanScope): string {
  if (part.kind === 'text') return part.text;
  const found = findValue(part.ref, null, scope);
  return found.kind === 'known' ? found.value : `{{ ${nameOfRef(part.ref)} }}`;
}
