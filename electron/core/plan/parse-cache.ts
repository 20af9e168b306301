import { type ParsedCondition, parseCondition } from '#core/release/condition.ts';
import { type ParsedTemplate, parseTemplate } from '#core/release/template.ts';

/** Parsed texts, each parsed once however many units use it. */
export interface ParseCache {
  template(text: string): ParsedTemplate;
  condition(text: string): ParsedCondition;
}

/** An empty cache. */
export function createParseCache(): ParseCache {
  return { template: remember(parseTemplate), condition: remember(parseCondition) };
}

function remember<T>(parse: (text: string) => T): (text: string) => T {
  const parsed = new Map<string, T>();
  return (text) => {
    const known = parsed.get(text);
    if (known !== undefined) return known;
    const made = parse(text);
    parsed.set(text, made);
    return made;
  };
}
