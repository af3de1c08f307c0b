import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Put } from '@/api/put-file';
import { asset } from '../make-asset';
import { EventsServer } from './events-server';
import { FakeBackend, openWorkspace, problem } from './open-workspace';

// A whole page with its uploads: a busy machine takes its time.
vi.setConfig({ testTimeout: 90_000 });

let server: EventsServer;
let backend: FakeBackend;
let puts: Put[];
let release: () => void;

beforeEach(async () => {
  server = await EventsServer.start();
  backend = new FakeBackend(server);
  puts = [];
  const arrived = new Promise<void>((resolve) => {
    release = resolve;
  });
  backend.services.putFile = async (put) => {
    puts.push(put);
    put.onProgress(0.42);
    await arrived;
  };
  Object.assign(backend.otherwise, {
    uploadAsset: async (_project: string, { id, name }: { id: string; name: string }) => ({
      asset: asset(id, { name }),
      url: 'https://bucket.test/x',
      headers: {},
    }),
    completeAsset: async (_project: string, id: string) => asset(id, { name: 'Logo.png' }),
    removeAsset: async () => undefined,
    listAssets: async () => ({ items: [] }),
  });
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }));
});

afterEach(() => server.close());

const picture = () => new File(['abc'], 'Logo.png', { type: 'image/png' });
const chips = () => screen.findByRole('list', { name: 'Attached files' });

function paste(field: HTMLElement, ...files: File[]) {
  const items = files.map((file) => ({ kind: 'file', getAsFile: () => file }));
  fireEvent.paste(field, { clipboardData: { items, files, types: ['Files'] } });
}

test('a pasted picture is uploaded, and the message that goes with it waits until it is there', async () => {
  const { user } = openWorkspace(backend);
  const field = await screen.findByRole('textbox', { name: 'Message' });
  fireEvent.change(field, { target: { value: 'Use this' } });
  paste(field, picture());
  expect(within(await chips()).getByText('Logo.png')).toBeTruthy();
  expect(await screen.findByText('42%')).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
  release();
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(false));
  await user.click(screen.getByRole('button', { name: 'Send' }));
  await waitFor(() => expect(backend.sent.length).toBe(1));
  expect(backend.sent[0]?.attachments?.length).toBe(1);
  expect(screen.queryByRole('list', { name: 'Attached files' })).toBeNull();
});

test('what was refused says why, and can be taken off', async () => {
  backend.otherwise.completeAsset = () => Promise.reject(problem(422, 'upload_refused', 'This is no picture.'));
  const { user } = openWorkspace(backend);
  paste(await screen.findByRole('textbox', { name: 'Message' }), picture());
  release();
  expect(await screen.findByText('This is no picture.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Remove Logo.png' }));
  await waitFor(() => expect(screen.queryByText('This is no picture.')).toBeNull());
});

test('a message takes ten files and says which have no room', async () => {
  openWorkspace(backend);
  const files = Array.from({ length: 12 }, (_, number) => new File(['x'], `${number}.png`, { type: 'image/png' }));
  paste(await screen.findByRole('textbox', { name: 'Message' }), ...files);
  expect(within(await chips()).getAllByRole('listitem').length).toBe(10);
  expect(await screen.findByText(/2 files have no room: a message takes 10/)).toBeTruthy();
});
