import { useAppCommands } from '#bridge/app-commands.ts';
import { bridge } from '#bridge/bridge.ts';
import type { Printable } from '#contract/printable.ts';
import { type DocumentFormat, FORMAT_NAMES, TEXT_FORMATS } from '#core/report/document-format.ts';
import { contentsOf } from '#core/report/release-document.ts';
import { DocumentButtons } from '#ui/print/DocumentButtons.tsx';
import { useDocumentActs } from '#ui/print/use-document-acts.ts';
import { useRaw, useRelease } from '../release-context.ts';

type OfRelease = Extract<Printable, { kind: 'release' }>;

/** Each begins with what is on screen: it is saved first. */
export function DocumentActions({ printable }: { readonly printable: OfRelease }) {
  const { save } = useRelease((state) => state.keep);
  const acts = useDocumentActs<DocumentFormat>({
    async onSave(format) {
      await save();
      return await bridge.call('desktop.saveDocument', { printable, format });
    },
    async onPrint() {
      await save();
      return await bridge.call('desktop.print', { printable });
    },
  });
  useAppCommands({ 'save-pdf': () => acts.save('pdf'), print: acts.print });
  const hasPlans = contentsOf(printable.document).plans.length > 0;
  const hasWindow = useRaw(['release', 'window']) !== undefined;
  const others = TEXT_FORMATS.filter(
    (format) => (format !== 'csv' || hasPlans) && (format !== 'ics' || hasWindow),
  );
  return <DocumentButtons acts={acts} others={others.map((format) => [format, FORMAT_NAMES[format]])} />;
}
