/** What was made, with size and SHA-256. */
import { createHash } from 'node:crypto';
import { createReadStream, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Says each file with its size and sum, and writes SHA256SUMS in `out`. A signature of earlier sums does not stay. */
export async function writeSums(files, out) {
  rmSync(join(out, 'SHA256SUMS.minisig'), { force: true });
  const lines = [];
  for (const file of files) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    const sum = hash.digest('hex');
    lines.push(`${sum}  ${basename(file)}\n`);
    console.log(
      `${relative(process.cwd(), file)}  ${(statSync(file).size / 1e6).toFixed(1)} MB  SHA-256 ${sum}`,
    );
  }
  writeFileSync(join(out, 'SHA256SUMS'), lines.join(''));
}
