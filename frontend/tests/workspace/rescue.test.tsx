import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RescuedWork } from '@/api/types.generated';
import { EventsServer } from './events-server';
import { checkpoint, FakeBackend, message, openWorkspace, problem } from './open-workspace';

let server: EventsServer;
let backend: FakeBackend;

function work(change: Partial<RescuedWork> = {}): RescuedWork {
  return {
    name: '7-abc1234',
    sha: 'e'.repeat(40),
    base: 'a'.repeat(40),
    epoch: 7,
    summary: 'Thicker mist',
    files: ['src/MyVideo.tsx', 'public/fog.png'],
    createdAt: new Date().toISOString(),
    ...change,
  };
}

beforeEach(async () => {
  server = await EventsServer.start();
  backend = new FakeBackend(server);
  backend.checkpoints = [checkpoint({ sha: 'a'.repeat(40) })];
  backend.rescues = [work()];
});
afterEach(() => server.close());

const card = () => screen.findByRole('region', { name: 'Work put aside' });

describe('work that couldn’t be saved', () => {
  it('is offered once an opening, and brought back as a version that can be undone', async () => {
    const { user } = openWorkspace(backend);
    expect(within(await card()).getByText(/^Work from .* couldn’t be saved then$/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Bring back' }));
    const undo = await screen.findByRole('button', { name: 'Undo' });
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Work put aside' })).toBeNull());
    await waitFor(() => user.click(undo));
    await waitFor(() => expect(backend.calls).toEqual(['apply 7-abc1234', 'restore a']));
    expect(backend.reads.filter((read) => read === 'rescues')).toHaveLength(2); // at the opening, and after it was settled
  });

  it('that the newest version holds already brings nothing to be undone', async () => {
    const head = checkpoint({ sha: 'a'.repeat(40), parent: '0'.repeat(40) });
    backend.otherwise.applyRescue = async () => head;
    const { user } = openWorkspace(backend);
    await card();
    await user.click(screen.getByRole('button', { name: 'Bring back' }));
    expect(await screen.findByText('The newest version holds this work already')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('and couldn’t be put aside either is said until somebody has read it', async () => {
    backend.rescues = [];
    const { user } = openWorkspace(backend);
    await waitFor(() => expect(backend.reads).toContain('rescues'));
    const text = 'Changes that could not be saved are kept only while this workspace is open: too large.';
    server.emit('error', { code: 'not_put_aside', message: text, retryable: false });
    expect(await screen.findByText(text)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText(text)).toBeNull();
  });

  it('that couldn’t be brought back is still offered, with the reason', async () => {
    backend.refusals.applyRescue = problem(409, 'conflict', 'Both changed the same lines.');
    const { user } = openWorkspace(backend);
    await card();
    await user.click(screen.getByRole('button', { name: 'Bring back' }));
    const told = await within(await card()).findByRole('alert');
    expect(told.textContent).toBe('It wasn’t brought back, and is still kept. Both changed the same lines.');
  });

  it('can be looked at', async () => {
    const { user } = openWorkspace(backend);
    await card();
    await user.click(screen.getByRole('button', { name: 'Look' }));
    const dialog = await screen.findByRole('dialog', { name: 'Thicker mist' });
    expect(within(dialog).getByText('public/fog.png')).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Bring back' }));
    await waitFor(() => expect(backend.calls).toEqual(['apply 7-abc1234']));
  });

  it('is let go only after a question; the next one follows without one open', async () => {
    backend.rescues = [work(), work({ name: '6-abc1234', summary: 'Older' })];
    const { user } = openWorkspace(backend);
    expect(within(await card()).getByText(/1 more after this/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    const dialog = await screen.findByRole('dialog', { name: 'Let this work go?' });
    backend.refusals.dismissRescue = problem(503, 'unavailable', 'The store is away.');
    await user.click(within(dialog).getByRole('button', { name: 'Let it go' }));
    expect((await within(dialog).findByRole('alert')).textContent).toBe('It is still kept. The store is away.');
    await user.click(within(dialog).getByRole('button', { name: 'Let it go' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(backend.calls).toEqual(['dismiss 7-abc1234']);
    expect(within(await card()).queryByText(/more after this/)).toBeNull();
  });

  it('is looked for again when the chat says that work was put aside', async () => {
    backend.rescues = [];
    openWorkspace(backend);
    await waitFor(() => expect(backend.reads).toContain('rescues'));
    expect(screen.queryByRole('region', { name: 'Work put aside' })).toBeNull();
    backend.rescues = [work()];
    backend.put(
      message({ id: 'notice-1', role: 'system', status: 'done', content: 'Your unsaved work was put aside.' }),
    );
    expect(await card()).toBeTruthy();
  });

  it('that can’t be looked for is said, not hidden', async () => {
    backend.refusals.listRescues = problem(403, 'forbidden', 'Not for you.');
    const { user } = openWorkspace(backend);
    expect(within(await card()).getByText(/Not for you\./)).toBeTruthy();
    await user.click(within(await card()).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/couldn’t be saved then/)).toBeTruthy();
  });
});
