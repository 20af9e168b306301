import { type Document, isMap, isScalar, parseDocument } from 'yaml';
import type { PracticeHost } from './practice-hosts.ts';

/** Name of the environment and of the credential that practice releases use. */
const PRACTICE_ENVIRONMENT = 'practice';
export const PRACTICE_CREDENTIAL = 'practice';

/**
 * Writes running practice hosts into a release's environment `practice`: address, port, user, credential and host keys.
 * Hosts that the release does not have are added; comments and everything else stay. With `startsAt` a window in the
 * release is moved to the two hours from then.
 */
export function practiceRelease(template: string, hosts: readonly PracticeHost[], startsAt?: Date): string {
  const document = parseDocument(template);
  for (const host of hosts) writeHost(document, host);
  if (startsAt !== undefined && document.hasIn(['release', 'window'])) moveWindow(document, startsAt);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

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
