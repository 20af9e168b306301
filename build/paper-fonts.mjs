/** `node build/paper-fonts.mjs`: writes out/paper-fonts.json, the fonts that documents carry along, so that they look the same on every machine. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NODE_MODULES, ROOT } from './provision/places.mjs';

const FONTS = [
  { family: 'Inter', folder: 'inter', weights: [400, 600, 700] },
  { family: 'JetBrains Mono', folder: 'jetbrains-mono', weights: [400, 700] },
];

const SCRIPTS = ['latin', 'latin-ext', 'vietnamese', 'greek', 'cyrillic', 'cyrillic-ext'];

/** A face for each script, each with the characters that it is for. */
export function writePaperFonts() {
  const faces = FONTS.flatMap(({ family, folder, weights }) => {
    const files = join(NODE_MODULES, '@fontsource', folder);
    const ranges = JSON.parse(readFileSync(join(files, 'unicode.json'), 'utf8'));
    return weights.flatMap((weight) =>
      SCRIPTS.map((script) => {
        const file = readFileSync(join(files, 'files', `${folder}-${script}-${weight}-normal.woff2`));
        return { family, weight, range: ranges[script], woff2: file.toString('base64') };
      }),
    );
  });
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  writeFileSync(join(ROOT, 'out', 'paper-fonts.json'), JSON.stringify(faces));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writePaperFonts();
