import { parseTemplate, type TemplatePart } from '#core/release/template.ts';

/** Parsed templates, each parsed once however many units use it. */
export interface TemplateCache {
  /** The parts of a template, or in words why it cannot be read. */
  parse(template: string): readonly TemplatePart[] | string;
}

/** An empty cache. */
export function createTemplateCache(): TemplateCache {
  const cached = new Map<string, readonly TemplatePart[] | string>();
  return {
    parse: (template) => {
      const known = cached.get(template);
      if (known !== undefined) return known;
      const parsed = parseParts(template);
      cached.set(template, parsed);
      return parsed;
    },
  };
}

function parseParts(template: string): readonly TemplatePart[] | string {
  const parsed = parseTemplate(template);
  return parsed.ok ? parsed.parts : parsed.message;
}
