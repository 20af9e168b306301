/** What a reader sees of a document: its text without markup, with every blank left out so that breaks do not matter. */
export function seen(html: string): string {
  const body = html.slice(html.indexOf('<body'));
  const text = body.replace(/<[^>]*>/g, '');
  const entities: Readonly<Record<string, string>> = {
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
    '&amp;': '&',
  };
  return packed(text.replace(/&(?:lt|gt|quot|amp|#39);/g, (entity) => entities[entity] ?? entity));
}

export function packed(text: string): string {
  return text.replace(/\s+/g, '');
}
