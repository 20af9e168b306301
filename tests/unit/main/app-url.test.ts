import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentTypeOf, documentUrl, parseAppUrl } from '#main/app-url.ts';

describe('parseAppUrl', () => {
  it.each(['index.html', 'assets/index-Dk3_x.js', 'assets/inter-latin-400-normal.woff2'])(
    'finds the file %s',
    (path) => {
      expect(parseAppUrl(`app://holdpoint/${path}`)).toEqual({ kind: 'asset', path });
    },
  );

  it('ignores what follows the path', () => {
    expect(parseAppUrl('app://holdpoint/index.html?x=1#/run/7')).toEqual({
      kind: 'asset',
      path: 'index.html',
    });
  });

  it('finds a published document', () => {
    expect(parseAppUrl(documentUrl('4f2a'))).toEqual({ kind: 'document', id: '4f2a' });
  });

  it.each([
    'app://holdpoint/..%2f..%2fpackage.json',
    'app://holdpoint/assets/..%2F..%2f..%2fetc%2fpasswd',
    'app://holdpoint/..%5c..%5cpackage.json',
    'app://holdpoint/%2e%2e/%2e%2e%2fpackage.json',
    'app://holdpoint/%252e%252e%252fpackage.json',
    'app://holdpoint/assets//etc/passwd',
    'app://holdpoint//etc/passwd',
    'app://holdpoint/a%00.js',
    'app://holdpoint/C:%5cwindows',
    'app://holdpoint/%E0%A4%A',
    'app://holdpoint/',
    'app://other/index.html',
    'app://holdpoint:1/index.html',
    'app://user@holdpoint/index.html',
    'https://holdpoint/index.html',
    'file:///etc/passwd',
    'nonsense',
    '',
  ])('refuses %s', (url) => {
    expect(parseAppUrl(url)).toBeNull();
  });

  it('never names a file outside its folder', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '%2e%2e', '..%2f', '%2f', '%5c', '\\', '~', 'a'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const address = parseAppUrl(`app://holdpoint/${parts.join('/')}`);
        if (address?.kind !== 'asset') return true;
        const joined = posix.join('/renderer', address.path);
        return joined === `/renderer/${address.path}` && !address.path.includes('\\');
      }),
    );
  });
});

describe('contentTypeOf', () => {
  it('knows what a page is made of and takes the rest for bytes', () => {
    expect(contentTypeOf('a/b.JS')).toBe('text/javascript; charset=utf-8');
    expect(contentTypeOf('index.html')).toBe('text/html; charset=utf-8');
    expect(contentTypeOf('x.exe')).toBe('application/octet-stream');
    expect(contentTypeOf('none')).toBe('application/octet-stream');
  });
});
