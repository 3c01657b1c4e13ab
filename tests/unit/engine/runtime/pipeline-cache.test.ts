import { describe, expect, it, vi } from 'vitest';
import { MOST_PIPELINES, PipelineCache } from '../../../../src/engine/runtime/pipeline-cache';

/** The cache tells devices apart by identity and calls nothing on them. */
const newDevice = () => ({}) as GPUDevice;

describe('the cache of pipelines', () => {
  it('compiles each key once, even while the first compilation is still going on', async () => {
    const cache = new PipelineCache<string>();
    const device = newDevice();
    const compile = vi.fn(async () => 'pipeline');
    const both = [cache.get(device, 'a', compile), cache.get(device, 'a', compile)];
    expect(await Promise.all(both)).toEqual(['pipeline', 'pipeline']);
    await cache.get(device, 'b', compile);
    expect(compile).toHaveBeenCalledTimes(2);
  });

  it('shares nothing between devices', async () => {
    const cache = new PipelineCache<string>();
    expect(await cache.get(newDevice(), 'a', async () => 'of the first')).toBe('of the first');
    expect(await cache.get(newDevice(), 'a', async () => 'of the second')).toBe('of the second');
  });

  it('compiles again what failed', async () => {
    const cache = new PipelineCache<string>();
    const device = newDevice();
    const failure = cache.get(device, 'a', () => Promise.reject(new Error('out of memory')));
    await expect(failure).rejects.toThrow('out of memory');
    expect(await cache.get(device, 'a', async () => 'pipeline')).toBe('pipeline');
  });

  it('drops the pipeline used longest ago', async () => {
    const cache = new PipelineCache<string>();
    const device = newDevice();
    const compiled: string[] = [];
    const get = (key: string) =>
      cache.get(device, key, async () => {
        compiled.push(key);
        return key;
      });
    for (let i = 0; i < MOST_PIPELINES; i++) await get(`${i}`);
    await get('0');
    await get('one more');
    compiled.length = 0;
    await get('0');
    expect(compiled).toEqual([]);
    await get('1');
    expect(compiled).toEqual(['1']);
  });
});
