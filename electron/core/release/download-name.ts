/** One and the same for names that are one file on some disks: macOS and Windows tell neither case nor the composition of letters apart. */
export function downloadNameKey(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/\/(\.?\/)+/g, '/')
    .replace(/^(\.\/)+/, '');
}
