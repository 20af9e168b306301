/** What the documents call by its path is there: tests that hold a claim, and files of the source. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const DOCUMENTS = globSync('{docs/*,CONTRIBUTING,README}.md', { cwd: ROOT });
const TESTS = new Set(
  globSync('{unit,ports,integration,e2e,bench,soak,packaging,support}/**', { cwd: join(ROOT, 'tests') }),
);
const SOURCES = globSync('{electron,renderer,build,tests,resources}/**/*.{ts,tsx,sh,mjs,cjs}', { cwd: ROOT });

/** What stands between backticks in a document and looks so. */
function named(document: string, looks: RegExp): readonly string[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, word = '']) => (looks.test(word) ? [word] : []));
}

it('every test that a document names', () => {
  const names = DOCUMENTS.flatMap((document) =>
    named(
      document,
      /^(?:tests\/)?(?:unit|ports|integration|e2e|bench|soak|packaging|support)\/[\w./-]+$/,
    ).map((name) => ({
      document,
      name: name.replace(/^tests\//, '').replace(/\/$/, ''),
    })),
  );
  const isThere = (name: string) =>
    ['', '.ts', '.test.ts', '.spec.ts'].some((end) => TESTS.has(`${name}${end}`));
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter(({ name }) => !isThere(name))).toEqual([]);
});

it('every file of the source that a document names', () => {
  const names = DOCUMENTS.flatMap((document) =>
    named(document, /^[\w./-]+\.(?:ts|tsx|sh|mjs|cjs)$/).map((name) => ({ document, name })),
  );
  const isThere = (name: string) =>
    /[A-Z]{4}/.test(name) || SOURCES.some((file) => `/${file}`.endsWith(`/${name}`));
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter(({ name }) => !isThere(name))).toEqual([]);
});

it('every page and heading that a document links to', () => {
  const links = [...DOCUMENTS, 'CHANGELOG.md'].flatMap((document) => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, to = '']) =>
      /^\w+:/.test(to) ? [] : [{ document, to }],
    );
  });
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(({ document, to }) => !leadsSomewhere(document, to))).toEqual([]);
});

function leadsSomewhere(document: string, to: string): boolean {
  const [path = '', heading] = to.split('#');
  const file = path === '' ? join(ROOT, document) : join(ROOT, dirname(document), path);
  if (!existsSync(file)) return false;
  return heading === undefined || headingsOf(file).includes(heading);
}

/** As GitHub makes anchors of them. */
function headingsOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
