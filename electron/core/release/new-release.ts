/** The text a new release begins with: small, valid, and saying what comes where. */
import { Scalar, stringify } from 'yaml';
import { editRelease } from './edit-release.ts';
import { hasLineBreak } from './format/scalars.ts';
import { TEMPLATES, type TemplateId } from './templates/templates.ts';

export interface NewRelease {
  readonly id: string;
  readonly name: string;
  readonly version: string;
}

/** A sentence, where no text can begin with these. */
export function whyNotBegun({ name, version }: NewRelease): string | null {
  return hasLineBreak(name) || hasLineBreak(version)
    ? 'The name and the version of a release are one line each'
    : null;
}

/** Empty, or of a template. */
export function newReleaseText(release: NewRelease, template: TemplateId | null = null): string {
  return template === null ? emptyText(release) : templateText(release, TEMPLATES[template].text);
}

function templateText({ id, name, version }: NewRelease, text: string): string {
  const edited = editRelease(text, [
    { kind: 'set', path: ['release', 'id'], value: id },
    { kind: 'set', path: ['release', 'name'], value: name },
    { kind: 'set', path: ['release', 'version'], value: version },
  ]);
  if (!edited.ok) throw new Error(edited.message);
  return edited.text;
}

function emptyText({ id, name, version }: NewRelease): string {
  return `holdpoint: 1

release:
  id: ${quoted(id)}
  name: ${quoted(name)}
  version: ${quoted(version)}

# Where it goes: each environment names its hosts.
environments: {}

# What is done, in order. Each step says on which hosts, and how it is undone.
deployment:
  phases: []
`;
}

function quoted(text: string): string {
  return stringify(text, { defaultStringType: Scalar.QUOTE_DOUBLE, lineWidth: 0 }).trimEnd();
}
