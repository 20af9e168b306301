/** Text from hosts and files, made safe for a terminal: nothing in it can move the cursor or hide what stands there. */

const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Control and direction characters become `<U+202E>`; line ends and tabs stay. */
export function safe(text: string): string {
  return text.replaceAll(
    UNSAFE,
    (character) => `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );
}

/** Whoever reads what we print may go away at any time (`| head`): what is printed after that is dropped without a word. */
export function outliveReaders(broken: (error: Error) => void): void {
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE' && error.code !== 'EOF') broken(error);
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', onError);
}

/** Prints and waits until it is out; false when nobody reads it any more. */
export function put(chunk: Uint8Array | string): Promise<boolean> {
  return new Promise((resolve) => process.stdout.write(chunk, (error) => resolve(!error)));
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (found, row) => row.map((cell, i) => Math.max(found[i] ?? 0, cell.length)),
    [],
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd((widths[i] ?? 0) + 2)))
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}
