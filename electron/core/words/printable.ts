/** Text from the other side, made safe to show: control characters visible, length bounded. */
export function printable(text: string): string {
  return text
    .slice(0, 300)
    .replace(/[^\x20-\x7e\u00a1-\uffff]/g, '·')
    .trim();
}
