/** What is said of a command that ended while processes that it began live on. Output of an attached step goes by its connection, that of a tracked one to a file. */
export function describeLeftBehind({ tracked }: { readonly tracked: boolean }): string {
  const left = 'It left processes of its own running on the host';
  return tracked
    ? left
    : `${left}. Nobody reads what they print to its output from then on: one that does may end by it (SIGPIPE)`;
}
