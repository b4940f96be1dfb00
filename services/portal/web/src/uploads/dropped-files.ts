import { type RefObject, useEffect, useRef, useState } from 'react';

/** Whether what is dragged is files, and not text or a link. */
export function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}

/**
 * Takes files that are dropped anywhere on the page but in `area`, which takes them itself.
 *
 * @returns whether files are being dragged over the page
 */
export function useDroppedFiles(
  area: RefObject<HTMLElement | null>,
  onFiles: (files: readonly File[]) => void,
): boolean {
  const [isDragged, setDragged] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const enter = (event: DragEvent): void => setDragged(hasFiles(event));
    const leave = (event: DragEvent): void => {
      // It has left the window.
      if (event.relatedTarget === null) setDragged(false);
    };
    const drop = (event: DragEvent): void => {
      setDragged(false);
      const isInside = event.target instanceof Node && area.current?.contains(event.target) === true;
      if (hasFiles(event) && !isInside) latest.current([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [area]);
  return isDragged;
}
