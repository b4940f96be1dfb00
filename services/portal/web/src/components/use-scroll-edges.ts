import { useEffect, useRef } from 'react';

/**
 * Marks an element that scrolls sideways, and the one around it, with `data-more`: whether something of it is hidden at
 * its start, at its end, or at both. It is written past React, since a mark at every pixel is no reason to render.
 */
export function useScrollEdges() {
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const mark = (): void => {
      const before = element.scrollLeft > 0;
      const after = element.scrollLeft + element.clientWidth < element.scrollWidth - 1;
      const more = [before ? 'start' : '', after ? 'end' : ''].join(' ').trim();
      for (const marked of [element, element.parentElement]) {
        if (marked !== null && marked.dataset['more'] !== more) marked.dataset['more'] = more;
      }
    };
    mark();
    element.addEventListener('scroll', mark, { passive: true });
    const sizes = new ResizeObserver(mark);
    for (const observed of [element, ...element.children]) sizes.observe(observed);
    return () => {
      element.removeEventListener('scroll', mark);
      sizes.disconnect();
    };
  }, []);
  return scroller;
}
