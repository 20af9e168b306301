/** What a host prints of itself, one fact per line: its first word, and the rest. */
export function readFacts(stdout: string): ReadonlyMap<string, string> {
  return new Map(
    stdout.split('\n').map((line) => {
      const space = line.indexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)];
    }),
  );
}
