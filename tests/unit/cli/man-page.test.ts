import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { createProgram } from '#cli/program/program.ts';

async function printed(...words: string[]): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  await createProgram().run(words);
  write.mockRestore();
  return text;
}

describe('the manual page', () => {
  it('has a section for every command of the help', async () => {
    const names = [...(await printed('--help')).matchAll(/^ {2}([a-z]+)(?: [<[]| {2})/gm)].map(
      ([, name]) => name,
    );
    const page = await printed('man');
    const sections = [...page.matchAll(/^\.SS (\S+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => name !== 'help' && !sections.includes(name))).toEqual([]);
  });

  it('holds no line that troff would take for a request of its own', async () => {
    const requests = (await printed('man')).split('\n').filter((line) => /^[.']/.test(line));
    expect(new Set(requests.map((line) => line.split(' ')[0]))).toEqual(
      new Set(['.TH', '.SH', '.SS', '.TP', '.B', '.I', '.RI']),
    );
  });
});

it('prints the schema that is shipped for editors', async () => {
  const shipped = readFileSync(new URL('../../../resources/release.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(await printed('schema'))).toEqual(JSON.parse(shipped));
});
