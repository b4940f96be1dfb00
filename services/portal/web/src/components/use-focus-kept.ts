import { type RefObject, useEffect, useRef } from 'react';

/**
 * A button that was used goes away with what an area held, and the focus with it: someone working by keyboard would
 * continue from the start of the page. So the area gets it, which needs a `tabIndex` of -1.
 *
 * @param state what the area shows; it is looked after when that changes
 */
export function useFocusKept(area: RefObject<HTMLElement | null>, state: string): void {
  const shown = useRef(state);
  useEffect(() => {
    if (shown.current === state) return;
    shown.current = state;
    if (document.activeElement === document.body) area.current?.focus({ preventScroll: true });
  }, [area, state]);
}
