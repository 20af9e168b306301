/** What a person reads while the checkout is made ready. Standard output stays free for the program's own words. */

/** A failure that a person can mend: one line with the cause and the next step. */
export class ProvisionError extends Error {}

/** Writes one line of progress to standard error. */
export function say(line) {
  process.stderr.write(`holdpoint: ${line}\n`);
}

/** Says what takes long, does it, and says how long it took. */
export async function timed(title, work) {
  say(`${title} …`);
  const startedAt = Date.now();
  const result = await work();
  say(`${title}: done in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  return result;
}
