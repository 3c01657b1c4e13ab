import { expect, test, vi } from 'vitest';
import { pictureName } from '../../../src/service-worker/pictures/use-as-style';

vi.mock('webextension-polyfill', () => ({ default: {} }));

test.each([
  ['https://a.example/photos/Stra%C3%9Fe%20im%20Regen.jpg?size=2', 'Straße im Regen.jpg'],
  ['https://a.example/old/Stra%DFe.jpg', 'Stra%DFe.jpg'],
  ['https://a.example/', 'Picture'],
  ['data:image/png;base64,AAAA', 'Picture'],
  ['blob:https://a.example/0b7c', 'Picture'],
])('a picture at %s is called %s', (address, name) => {
  expect(pictureName(address)).toBe(name);
});
