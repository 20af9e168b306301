import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protocol } from 'electron';
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

/** Call when the app is ready: serves the page from `folder`, and the published documents. */
export function serveApp(folder: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const address = request.method === 'GET' ? parseAppUrl(request.url) : null;
    if (address === null) return refuse(400);
    return address.kind === 'document' ? serveDocument(address.id) : await serveAsset(folder, address.path);
  });
}

function serveDocument(id: string): Response {
  const html = documents.get(id);
  return html === undefined ? refuse(404) : reply(html, 'text/html; charset=utf-8', DOCUMENT_POLICY);
}

async function serveAsset(folder: string, path: string): Promise<Response> {
  const bytes = await readFile(join(folder, path)).catch(() => null);
  return bytes === null ? refuse(404) : reply(new Uint8Array(bytes), contentTypeOf(path), PAGE_POLICY);
}

function reply(body: string | Uint8Array<ArrayBuffer>, type: string, policy: string): Response {
  const headers = {
    'content-type': type,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };
  return new Response(body, { headers });
}

function refuse(status: 400 | 404): Response {
  return new Response(null, { status, headers: { 'content-security-policy': PAGE_POLICY } });
}
