/** What a library is called where libraries are listed; the workstation's own has no name until somebody gives it one. */
export function labelLibrary(name: string): string {
  return name || "The workstation's own library";
}
