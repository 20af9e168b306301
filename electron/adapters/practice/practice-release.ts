import { type Document, isMap, isScalar, parseDocument } from 'yaml';
import type { PracticeHost } from './practice-hosts.ts';

/** Name of the environment and of the credential that practice releases use. */
const PRACTICE_ENVIRONMENT = 'practice';
export const PRACTICE_CREDENTIAL = 'practice';

/**
 * Writes running practice hosts into a release's environment `practice`: address, port, user, credential and host keys.
 * Hosts that the release does not have are added; comments and everything else stay. Null where the text is no YAML.
 */
export function practiceRelease(text: string, hosts: readonly PracticeHost[]): string | null {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return null;
  for (const host of hosts) writeHost(document, host);
  return document.toString(LAYOUT);
}

/** The release with its window, if it has one, moved to the two hours from then. */
export function withFreshWindow(text: string, startsAt: Date): string {
  const document = parseDocument(text);
  if (document.hasIn(['release', 'window'])) moveWindow(document, startsAt);
  return document.toString(LAYOUT);
}

const LAYOUT = { lineWidth: 0, flowCollectionPadding: true } as const;

function writeHost(document: Document, host: PracticeHost): void {
  const path = ['environments', PRACTICE_ENVIRONMENT, 'hosts', host.name];
  const { address, port, user, hostKeys } = host;
  const values = { address, port, user, credential: PRACTICE_CREDENTIAL, host_keys: [...hostKeys] };
  if (!isMap(document.getIn(path))) {
    document.setIn(path, document.createNode(values));
    return;
  }
  for (const [key, value] of Object.entries(values))
    document.setIn([...path, key], document.createNode(value));
}

const WINDOW_MS = 2 * 60 * 60 * 1000;

function moveWindow(document: Document, startsAt: Date): void {
  setText(document, ['release', 'window', 'opens'], startsAt.toISOString());
  setText(document, ['release', 'window', 'closes'], new Date(startsAt.getTime() + WINDOW_MS).toISOString());
}

/** Changes a value and leaves its comment where it is. */
function setText(document: Document, path: readonly string[], text: string): void {
  const node = document.getIn(path, true);
  if (isScalar(node)) node.value = text;
  else document.setIn(path, text);
}
