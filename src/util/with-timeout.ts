/** Settles like `work`, or rejects with `error` if that takes longer than `ms`. */
export function withTimeout<T>(work: Promise<T>, ms: number, error: string | Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(typeof error === 'string' ? new Error(error) : error), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
