import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import classes from './DropZone.module.css';
import { importStore } from './import-release.ts';

const carriesFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Release files dropped anywhere on the window are imported, one after the other. */
export function DropZone() {
  const [over, setOver] = useState(false);
  const drop = useEffectEvent((event: DragEvent) => {
    setOver(false);
    event.preventDefault();
    for (const file of event.dataTransfer?.files ?? []) void importStore.getState().dropped(file);
  });
  useEffect(() => {
    const enter = (event: DragEvent) => {
      if (!carriesFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const hear = (event: DragEvent) => carriesFile(event) && drop(event);
    window.addEventListener('dragover', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', hear);
    return () => {
      window.removeEventListener('dragover', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', hear);
    };
  }, []);
  if (!over) return null;
  return (
    <div className={classes.zone}>
      <div className={classes.words}>
        <IconFileImport size={24} stroke={1.5} aria-hidden />
        Drop to import the release
      </div>
    </div>
  );
}
