import type { Handlers } from '#contract/commands.ts';
import type { DocumentFormat } from '#core/report/document-format.ts';
import { chooseFileToSave } from '../dialogs.ts';
import type { Engine } from '../engine-process.ts';
import { printDocument, renderPdf } from '../pdf.ts';
import { fileNameOf, writeWhole } from '../whole-file.ts';
import { askEngine } from './ask-engine.ts';

const ENDING: Readonly<Record<DocumentFormat, string>> = {
  pdf: 'pdf',
  html: 'html',
  md: 'md',
  csv: 'csv',
  ics: 'ics',
  evidence: 'evidence.html',
};

type PaperCommand = 'desktop.saveDocument' | 'desktop.saveOutput' | 'desktop.saveMessage' | 'desktop.print';

/** Documents on their way to paper and files. The engine writes them; this process prints them. */
export function paperHandlers(engine: Engine): Handlers<PaperCommand> {
  return {
    'desktop.saveDocument': async ({ printable, format }) => {
      const written = format === 'pdf' ? 'html' : format;
      const { title, text } = await askEngine(engine, 'document.write', { printable, format: written });
      const path = await chooseFileToSave(`${fileNameOf(title)}.${ENDING[format]}`, format);
      if (path === null) return null;
      await writeWhole(path, format === 'pdf' ? await renderPdf(text) : text);
      return { path };
    },
    'desktop.saveOutput': async (wanted) => {
      const { run, step } = wanted;
      const name = fileNameOf(step === null ? `${run} output` : `${run} ${step} output`);
      const path = await chooseFileToSave(`${name}.log`, 'output');
      if (path === null) return null;
      await askEngine(engine, 'output.saveMerged', { ...wanted, path });
      return { path };
    },
    'desktop.saveMessage': async (wanted) => {
      const { text } = await askEngine(engine, 'run.messageFile', wanted);
      const path = await chooseFileToSave(`${fileNameOf(`${wanted.run} ${wanted.message}`)}.eml`, 'message');
      if (path === null) return null;
      await writeWhole(path, text);
      return { path };
    },
    'desktop.print': async ({ printable }) => {
      const { text, paper } = await askEngine(engine, 'document.write', { printable, format: 'html' });
      return { printed: await printDocument(text, paper) };
    },
  };
}
