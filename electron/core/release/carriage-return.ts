/** A carriage return in a script: what an editor of Windows leaves at the end of each line. To a shell it is part of the last word. */

/** 1-based; null where there is none. */
export function lineWithCarriageReturn(script: string): number | null {
  const at = script.indexOf('\r');
  return at < 0 ? null : script.slice(0, at).split('\n').length;
}

export function describeCarriageReturn(what: string, line: number): string {
  return `${what} has a Windows line end (CR) in line ${line}, which a shell takes as part of the last word: save it with Unix line ends (LF)`;
}
