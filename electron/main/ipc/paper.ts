import type { Handlers, Parsed } from '#contract/commands.ts';
import { chooseFileToSave } from '../dialogs.ts';
import type { Engine } from '../engine-process.ts';
import { printDocument, renderPdf } from '../pdf.ts';
import { fileNameOf, writeWhole } from '../whole-file.ts';
import { askEngine } from './ask-engine.ts';

type PaperCommand = 'desktop.savePdf' | 'desktop.print';

/** Documents on their way to paper. The engine renders them; this process prints them. */
export function paperHandlers(engine: Engine): Handlers<PaperCommand> {
  const render = (input: Parsed<PaperCommand>) =>
    askEngine(engine, 'document.render', input as Parsed<'document.render'>);
  return {
    'desktop.savePdf': async (input) => {
      const { title, html } = await render(input);
      const path = await chooseFileToSave(`${fileNameOf(title)}.pdf`, 'pdf');
      if (path === null) return null;
      await writeWhole(path, await renderPdf(html));
      return { path };
    },
    'desktop.print': async (input) => {
      const { html, paper } = await render(input);
      return { printed: await printDocument(html, paper) };
    },
  };
}
