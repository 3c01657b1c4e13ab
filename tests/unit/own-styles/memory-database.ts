/** IndexedDB in memory, as far as `task-store.ts` uses it: one store, and transactions that run one after the other. */

interface MemoryRequest {
  result?: unknown;
  error?: unknown;
  onsuccess?: () => void;
  onerror?: () => void;
}

const nextTask = () => new Promise((done) => setImmediate(done));

/** Returns what stands in for `indexedDB`, with empty records. */
export function memoryDatabase(): IDBFactory {
  const records = new Map<string, unknown>();
  let last: Promise<unknown> = Promise.resolve();

  function transaction() {
    const queue: (() => void)[] = [];
    const self: { error: unknown; oncomplete?: () => void; onabort?: () => void; objectStore(): object } = {
      error: null,
      objectStore: () => store,
    };
    const request = (work: () => unknown): MemoryRequest => {
      const made: MemoryRequest = {};
      queue.push(() => {
        try {
          made.result = work();
          made.onsuccess?.();
        } catch (error) {
          made.error = self.error = error;
          made.onerror?.();
        }
      });
      return made;
    };
    const put = (value: unknown, key: string) => records.set(key, structuredClone(value));
    const store = {
      get: (key: string) => request(() => records.get(key)),
      put: (value: unknown, key: string) => request(() => put(value, key)),
      delete: (key: string) => request(() => records.delete(key)),
      add: (value: unknown, key: string) =>
        request(() => {
          if (records.has(key)) throw new DOMException('The key exists.', 'ConstraintError');
          put(value, key);
        }),
    };
    last = last.then(async () => {
      const before = new Map(records);
      // It ends when a task has passed without a request, as in a browser.
      for (await nextTask(); queue.length > 0 && !self.error; await nextTask()) queue.shift()?.();
      if (!self.error) return self.oncomplete?.();
      records.clear();
      for (const [key, value] of before) records.set(key, value);
      self.onabort?.();
    });
    return self;
  }

  const open = (): MemoryRequest => {
    const made: MemoryRequest = { result: { transaction, close: () => {} } };
    queueMicrotask(() => made.onsuccess?.());
    return made;
  };
  return { open } as unknown as IDBFactory;
}
