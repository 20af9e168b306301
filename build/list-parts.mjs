/** `node build/list-parts.mjs`: writes out/parts.json, the parts that the bundle is made of with their licences, which About shows. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shippedParts } from './package/licences.mjs';
import { ROOT } from './provision/places.mjs';

/** After a build, from what the bundler wrote down. */
export function listParts() {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const text = readFileSync(join(ROOT, 'LICENSE'), 'utf8').trim();
  const own = { name: 'Holdpoint', version, licence: 'MIT', text };
  const others = shippedParts().map(({ name, version, licence, text }) => ({ name, version, licence, text }));
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  writeFileSync(join(ROOT, 'out', 'parts.json'), `${JSON.stringify([own, ...others], null, 1)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) listParts();
