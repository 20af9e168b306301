import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Handlers } from '#contract/commands.ts';
import { type KeptForm, keptForm } from '#contract/kept-form.ts';
import { writeWhole } from '../whole-file.ts';

/** What a form of today can hold many times over; the oldest go first. */
const MOST_FORMS = 50;

/** What stands in forms that were not saved yet, in a file of its own: it is there again after the program was killed. */
export function typedHandlers(
  file: () => string,
): Handlers<'desktop.keepTyped' | 'desktop.forgetTyped' | 'desktop.typed'> {
  let forms: Promise<readonly KeptForm[]> | null = null;
  const change = async (place: string, form: KeptForm | null): Promise<null> => {
    const before = forms ?? readForms(file());
    forms = before.then(async (known) => {
      const next = [...known.filter((each) => each.place !== place), ...(form ? [form] : [])];
      await writeWhole(file(), JSON.stringify(next.slice(-MOST_FORMS)));
      return next;
    });
    await forms.catch((error: unknown) => {
      forms = before;
      throw error;
    });
    return null;
  };
  return {
    'desktop.keepTyped': (form) => change(form.place, { ...form, at: new Date().toISOString() }),
    'desktop.forgetTyped': ({ place }) => change(place, null),
    'desktop.typed': () => (forms ??= readForms(file())),
  };
}

/** A lost or damaged file holds nothing. */
async function readForms(file: string): Promise<readonly KeptForm[]> {
  try {
    return z.array(keptForm).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return [];
  }
}
