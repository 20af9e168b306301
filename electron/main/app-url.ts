/** Addresses of the app: which file of the page, or which document, an address means. Pure. */

export const APP_SCHEME = 'app';
const APP_HOST = 'holdpoint';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const PAGE_URL = `${APP_ORIGIN}/index.html`;

const DOCUMENT_PREFIX = '__document/';

type AppAddress =
  /** Path relative to the page's folder, in `/`, with no `.` or `..` in it. */
  { readonly kind: 'asset'; readonly path: string } | { readonly kind: 'document'; readonly id: string };

/** What an address means; null for everything that is not plainly an address of the app. */
export function parseAppUrl(text: string): AppAddress | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== `${APP_SCHEME}:` || url.host !== APP_HOST) return null;
  if (url.username !== '' || url.password !== '') return null;
  const path = decodePath(url.pathname);
  if (path === null || !isPlainPath(path)) return null;
  if (path.startsWith(DOCUMENT_PREFIX)) return { kind: 'document', id: path.slice(DOCUMENT_PREFIX.length) };
  return { kind: 'asset', path };
}

export function documentUrl(id: string): string {
  return `${APP_ORIGIN}/${DOCUMENT_PREFIX}${id}`;
}

/** Decoded once; what is still encoded after that is refused as a character no file of ours has. */
function decodePath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname).replace(/^\//, '');
  } catch {
    return null;
  }
}

/** Letters, digits and `._@+-` in every part, and no part that is empty or made of dots. */
function isPlainPath(path: string): boolean {
  return path.split('/').every((part) => /^[\w@+.-]+$/.test(part) && !/^\.+$/.test(part));
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff: 'font/woff',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
};

/** By the file's ending; an unknown one is bytes, which no browser runs. */
export function contentTypeOf(path: string): string {
  return TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
}
