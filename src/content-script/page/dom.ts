/**
 * DOM access that a page cannot tamper with. Prototypes of the isolated world belong to the extension, but named
 * children shadow properties of forms and documents in both worlds (`<form><input name="style">`). The accessors of the
 * prototypes bypass them.
 */

function getter<T extends object, K extends keyof T>(prototype: T, name: K): (target: T) => T[K] {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (!get) throw new Error(`No accessor ${String(name)}.`);
  return (target) => get.call(target) as T[K];
}

const XHTML = 'http://www.w3.org/1999/xhtml';

const nodeTypeOf = getter(Node.prototype, 'nodeType');
const namespaceOf = getter(Element.prototype, 'namespaceURI');
export const localNameOf = getter(Element.prototype, 'localName');

// `instanceof` fails for nodes that came from another document, such as a video moved out of an iframe: they keep the
// classes of that document's realm.
export const isElement = (node: Node | null): node is Element =>
  node !== null && nodeTypeOf(node) === Node.ELEMENT_NODE;
export const isHtml = (node: Node | null): node is HTMLElement => isElement(node) && namespaceOf(node) === XHTML;
export const isVideo = (node: Node | null): node is HTMLVideoElement => isHtml(node) && localNameOf(node) === 'video';
export const isCanvas = (node: Node | null): node is HTMLCanvasElement =>
  isHtml(node) && localNameOf(node) === 'canvas';
export const isDocument = (node: Node): node is Document => nodeTypeOf(node) === Node.DOCUMENT_NODE;
export const isShadowRoot = (node: Node | null): node is ShadowRoot =>
  node !== null && nodeTypeOf(node) === Node.DOCUMENT_FRAGMENT_NODE && 'host' in node;

export const parentNodeOf = getter(Node.prototype, 'parentNode');
export const parentElementOf = getter(Node.prototype, 'parentElement');
export const childrenOf = getter(Element.prototype, 'children');
export const childNodesOf = getter(Node.prototype, 'childNodes');
export const nextSiblingOf = getter(Node.prototype, 'nextSibling');
export const isConnected = getter(Node.prototype, 'isConnected');
const assignedSlotOf = getter(Element.prototype, 'assignedSlot');
export const shadowRootOf = getter(Element.prototype, 'shadowRoot');
export const styleOf = getter(HTMLElement.prototype, 'style');
export const documentElementOf = getter(Document.prototype, 'documentElement');
export const isHidden = getter(Document.prototype, 'hidden');
export const pictureInPictureElementOf = getter(Document.prototype, 'pictureInPictureElement');
export const fullscreenElementOf = getter(Document.prototype, 'fullscreenElement');
export const activeElementOf = getter(Document.prototype, 'activeElement');
export const readyStateOf = getter(Document.prototype, 'readyState');
export const titleOf = getter(Document.prototype, 'title');
export const allowsPictureInPicture = getter(Document.prototype, 'pictureInPictureEnabled');
export const exitPictureInPicture = (page: Document): Promise<void> =>
  Document.prototype.exitPictureInPicture.call(page);
const documentSheetsOf = getter(Document.prototype, 'adoptedStyleSheets');
const shadowSheetsOf = getter(ShadowRoot.prototype, 'adoptedStyleSheets');
export const adoptedSheetsOf = (root: Node): CSSStyleSheet[] | undefined => {
  if (isDocument(root)) return documentSheetsOf(root);
  return isShadowRoot(root) ? shadowSheetsOf(root) : undefined;
};

export const attributeOf = (element: Element, name: string): string | null =>
  Element.prototype.getAttribute.call(element, name);
export const setAttribute = (element: Element, name: string, value: string): void =>
  Element.prototype.setAttribute.call(element, name, value);
export const removeAttribute = (element: Element, name: string): void =>
  Element.prototype.removeAttribute.call(element, name);
export const offsetParentOf = getter(HTMLElement.prototype, 'offsetParent');
export const isContentEditable = getter(HTMLElement.prototype, 'isContentEditable');
export const matches = (element: Element, selector: string): boolean =>
  Element.prototype.matches.call(element, selector);
export const descendantsOf = (element: Element): NodeListOf<Element> =>
  Element.prototype.querySelectorAll.call(element, '*');
export const rectOf = (element: Element): DOMRect => Element.prototype.getBoundingClientRect.call(element);
/** Returns the topmost element of one tree at a point of the window. */
export const elementAt = (root: Document | ShadowRoot, x: number, y: number): Element | null =>
  (isShadowRoot(root) ? ShadowRoot : Document).prototype.elementFromPoint.call(root, x, y);
/** Returns the elements of one tree at a point of the window, topmost first; those that ignore the pointer are missing. */
export const elementsAt = (root: Document | ShadowRoot, x: number, y: number): Element[] =>
  (isShadowRoot(root) ? ShadowRoot : Document).prototype.elementsFromPoint.call(root, x, y);
export const assignedElementsOf = (slot: HTMLSlotElement): Element[] =>
  HTMLSlotElement.prototype.assignedElements.call(slot, { flatten: true });
export const contains = (node: Node, other: Node): boolean => Node.prototype.contains.call(node, other);
export const rootOf = (node: Node): Node => Node.prototype.getRootNode.call(node);
export const insertBefore = (parent: Node, node: Node, before: Node | null): void => {
  Node.prototype.insertBefore.call(parent, node, before);
};
export const remove = (element: Element): void => Element.prototype.remove.call(element);

type Movable = { moveBefore(node: Node, before: Node | null): void };

/**
 * Moves a node without removing it, so that an iframe inside does not reload.
 * @throws DOMException where source and target are in different trees
 */
export function moveBefore(parent: Node, node: Node, before: Node | null): void {
  const prototype = (isShadowRoot(parent) ? DocumentFragment.prototype : Element.prototype) as unknown as Movable;
  prototype.moveBefore.call(parent, node, before);
}

/** Returns the parent in the flat tree: the slot, or the host of the shadow root. */
export function flatParentOf(element: Element): Element | null {
  const slot = assignedSlotOf(element);
  if (slot) return slot;
  const parent = parentNodeOf(element);
  return isShadowRoot(parent) ? parent.host : parentElementOf(element);
}

/** Creates an element that is HTML in XML and SVG documents, too. */
export const createElement = <K extends keyof HTMLElementTagNameMap>(
  page: Document,
  tag: K,
): HTMLElementTagNameMap[K] => Document.prototype.createElementNS.call(page, XHTML, tag) as HTMLElementTagNameMap[K];

export const listen = (
  target: EventTarget,
  type: string,
  listener: (event: Event) => void,
  options: AddEventListenerOptions,
): void => EventTarget.prototype.addEventListener.call(target, type, listener, options);
