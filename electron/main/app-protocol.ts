import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProtocolResponse, protocol } from 'electron';
import { APP_SCHEME, contentTypeOf, documentUrl, parseAppUrl } from './app-url.ts';
import { DOCUMENT_POLICY, PAGE_POLICY } from './security.ts';

/** Call before the app is ready: `app:` behaves like `https:`, not like `file:`. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }]);
}

/** HTML documents that can be loaded while they are being printed. */
const documents = new Map<string, string>();

/** Makes a document loadable under an address of its own until `withdraw` is called. */
export function publishDocument(html: string): { readonly url: string; withdraw(): void } {
  const id = randomUUID();
  documents.set(id, html);
  return { url: documentUrl(id), withdraw: () => documents.delete(id) };
}

/**
 * Call when the app is ready: serves the page from `folder`, and the published documents. By the older of Electron's two
 * ways: the newer one loads Node's `fetch` and makes a stream of each file, which a start waits for.
 */
export function serveApp(folder: string): void {
  protocol.registerBufferProtocol(APP_SCHEME, ({ method, url }, reply) => {
    const address = method === 'GET' ? parseAppUrl(url) : null;
    if (address === null) reply(refusal(400));
    else if (address.kind === 'document') reply(documentOf(address.id));
    else void assetOf(folder, address.path).then(reply);
  });
}

function documentOf(id: string): ProtocolResponse {
  const html = documents.get(id);
  return html === undefined
    ? refusal(404)
    : response(Buffer.from(html), 'text/html; charset=utf-8', DOCUMENT_POLICY);
}

async function assetOf(folder: string, path: string): Promise<ProtocolResponse> {
  const bytes = await readFile(join(folder, path)).catch(() => null);
  return bytes === null ? refusal(404) : response(bytes, contentTypeOf(path), PAGE_POLICY);
}

function response(data: Buffer, type: string, policy: string): ProtocolResponse {
  const headers = {
    'content-type': type,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };
  return { statusCode: 200, data, headers };
}

function refusal(statusCode: 400 | 404): ProtocolResponse {
  return { statusCode, data: Buffer.alloc(0), headers: { 'content-security-policy': PAGE_POLICY } };
}
