/** Replaces the browser's own methods and getters by wrappers that a page cannot tell from them. */

type Apply = ProxyHandler<() => never>['apply'];

/** Wraps `native` with another behaviour, keeping its name, length, text and errors. */
const wrapped = (native: () => never, apply: Apply) => new Proxy(native, apply ? { apply } : {});

/** Replaces a method, or leaves `target` as it is where the browser has none of this name. */
export function overrideMethod(target: object | undefined, name: string, apply: Apply): void {
  const property = target && Object.getOwnPropertyDescriptor(target, name);
  if (typeof property?.value !== 'function') return;
  Object.defineProperty(target, name, { ...property, value: wrapped(property.value, apply) });
}

/** Replaces the getter of a property, or leaves `target` as it is where the browser has none of this name. */
export function overrideGetter(target: object | undefined, name: string, apply: Apply): void {
  const property = target && Object.getOwnPropertyDescriptor(target, name);
  if (!property?.get) return;
  Object.defineProperty(target, name, { ...property, get: wrapped(property.get as () => never, apply) });
}
