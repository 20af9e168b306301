/** Words that no POSIX shell reads as anything but themselves, wherever in a command they stand. */
const BARE_WORD = /^[A-Za-z0-9_@%+:,./-]+$/;
/** `echo 2>out` redirects where `echo '2'>out` writes a 2, so numbers never stay bare. */
const NUMBER = /^[0-9]+$/;

/** The value as one word of a POSIX shell: single-quoted, or bare where it is plainly safe. Total, save for NUL, which no shell can carry. */
export function quoteForShell(value: string): string {
  if (BARE_WORD.test(value) && !NUMBER.test(value)) return value;
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
