/** What says things to the ear, and toasts: they go on while a sheet covers the page. */
const speaks = (element: Element): boolean => element.querySelector(':scope > [role="status"]') !== null;

/**
 * Puts all of the page but this element out of reach of focus, pointer and screen reader, until the returned function
 * is called. A modal <dialog> would silence the announcer too.
 */
export function coverPage(element: HTMLElement): () => void {
  const covered: HTMLElement[] = [];
  for (let inner = element; inner.parentElement && inner !== document.body; inner = inner.parentElement) {
    for (const sibling of inner.parentElement.children) {
      if (sibling === inner || !(sibling instanceof HTMLElement) || sibling.inert || speaks(sibling)) continue;
      sibling.inert = true;
      covered.push(sibling);
    }
  }
  return () => {
    for (const sibling of covered) sibling.inert = false;
  };
}
