/** What leaves the program for a terminal: nothing in it can move the cursor or hide what stands there. */
import { escapeHiddenJson, spellHidden } from '#core/words/text/hidden-characters.ts';

type Output = NodeJS.WriteStream;

/** Control, direction and zero-width characters become `<U+202E>`; line ends and tabs stay. */
export function safe(text: string): string {
  return spellHidden(text, ['<', '>']);
}

/** A text of several lines under one: none of its lines passes for a line of ours. */
export function indent(text: string): string {
  return safe(text).trimEnd().replaceAll('\n', '\n      ');
}

/**
 * Every text that the program prints goes through `safe`, whoever prints it; bytes go out as they are (`log --raw`, a document
 * for another program).
 */
export function guardOutput(): void {
  for (const stream of [process.stdout, process.stderr]) guard(stream);
}

function guard(stream: Output): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? safe(chunk) : chunk, ...rest);
}

/** The terminal for a line editor, which moves the cursor. What is asked there goes through `safe` before. */
export function editorOutput(): Output {
  const { stderr } = process;
  const write = (chunk: string | Uint8Array, ...rest: never[]): boolean =>
    stderr.write(typeof chunk === 'string' ? Buffer.from(chunk) : chunk, ...rest);
  return Object.create(stderr, { write: { value: write } }) as Output;
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
  process.stdout.write(`${escapeHiddenJson(JSON.stringify(value, null, 2))}\n`);
}

/** One JSON document on one line, with its line end. */
export function jsonLine(value: unknown): string {
  return `${escapeHiddenJson(JSON.stringify(value))}\n`;
}

/** Columns as wide as their widest cell; a row is one line, whatever its cells hold. */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map((cell) => cell.replaceAll(/\s*\n\s*/g, ' ')));
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
