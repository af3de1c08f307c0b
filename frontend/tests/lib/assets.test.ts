import { expect, test } from 'vitest';
import {
  clockName,
  filterAssets,
  kindOf,
  lengthName,
  pathOf,
  readRegister,
  sha256Of,
  shownAssets,
  typeOf,
} from '@/lib/assets';
import { asset } from '../make-asset';

test('what a file is tells its name first, as browsers know fonts by no type', () => {
  expect(typeOf({ name: 'A.WOFF2', type: '' })).toBe('font/woff2');
  expect(typeOf({ name: 'x.m4a', type: 'audio/x-m4a' })).toBe('audio/mp4');
  expect(typeOf({ name: 'notes', type: 'text/plain' })).toBe('text/plain');
  expect(typeOf({ name: 'notes', type: '' })).toBe('application/octet-stream');
  expect(['image/png', 'video/mp4', 'audio/wav', 'font/ttf', 'text/plain'].map(kindOf)).toEqual([
    'image',
    'video',
    'audio',
    'font',
    'image',
  ]);
});

test('a register that is none says nothing', () => {
  for (const text of ['', '{', '[]', 'null', '3', '{"a": 1, "b": null, "c": {"assetId": 3}}']) {
    expect(readRegister(text)).toEqual(new Map());
  }
  expect(readRegister('{"a.png": {"assetId": "x"}}')).toEqual(new Map([['x', 'a.png']]));
});

test('the newest version tells which files are in it, whatever became of them since', () => {
  const all = [
    asset('here'),
    asset('later'),
    asset('back', { status: 'removed' }),
    asset('gone', { status: 'removed' }),
    asset('coming', { status: 'uploading' }),
    asset('bad', { status: 'failed' }),
  ];
  const register = new Map([
    ['here', 'renamed.png'],
    ['back', 'back.png'],
  ]);
  expect(shownAssets(all, register).map(({ id, name, inVersion }) => [id, name, inVersion])).toEqual([
    ['here', 'renamed.png', true],
    ['later', 'later.png', false],
    ['back', 'back.png', true],
  ]);
  expect(shownAssets(all, null).map(({ id, inVersion }) => [id, inVersion])).toEqual([
    ['here', null],
    ['later', null],
  ]);
});

test('files are found by kind and by a part of their names', () => {
  const all = shownAssets([asset('Logo'), asset('song', { kind: 'audio' })], null);
  expect(filterAssets(all, ' LOGO ', 'all').map(({ id }) => id)).toEqual(['Logo']);
  expect(filterAssets(all, '', 'audio').map(({ id }) => id)).toEqual(['song']);
  expect(filterAssets(all, 'logo', 'audio')).toEqual([]);
});

test('small things', async () => {
  expect(pathOf({ name: 'a b.png' })).toBe('uploads/a b.png');
  expect([0, 7.9, 60, 754].map(clockName)).toEqual(['0:00', '0:07', '1:00', '12:34']);
  expect([0.2, 1.6].map(lengthName)).toEqual(['0:01', '0:02']);
  expect(await sha256Of(new Blob(['abc']))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
