/** The text a new release begins with: small, valid, and saying what comes where. */
import { Scalar, stringify } from 'yaml';

export interface NewRelease {
  readonly id: string;
  readonly name: string;
  readonly version: string;
}

export function newReleaseText({ id, name, version }: NewRelease): string {
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
