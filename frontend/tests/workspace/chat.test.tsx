import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChatMessage, VersionDiff } from '@/api/types.generated';
import { LENA } from '../fakes';
import { EventsServer } from './events-server';
import { checkpoint, FakeBackend, message, openWorkspace, PROJECT, problem } from './open-workspace';

let server: EventsServer;
let backend: FakeBackend;

beforeEach(async () => {
  server = await EventsServer.start();
  backend = new FakeBackend(server);
});
afterEach(() => server.close());

const composer = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString();

function turn(number: number, said: Partial<ChatMessage> = {}): ChatMessage[] {
  const turnId = `turn-000${number}`;
  return [
    message({ id: `asked-000${number}`, content: `Ask ${number}`, status: 'done', turnId, createdAt: at(number * 2) }),
    message({
      id: `said-000${number}`,
      role: 'assistant',
      content: `Done ${number}`,
      status: 'done',
      turnId,
      createdAt: at(number * 2 + 1),
      ...said,
    }),
  ];
}

it('offers what could come next under the newest turn, and a click says it', async () => {
  const { user } = openWorkspace(backend);
  backend.put(...turn(1, { suggestions: ['Add captions', 'Try it in 9:16'] }));
  await user.click(await screen.findByRole('button', { name: 'Add captions' }));
  expect(backend.sent.map(({ content }) => content)).toEqual(['Add captions']);
  await waitFor(() => expect(screen.queryByRole('list', { name: 'Next steps' })).toBeNull());
});

it('brings back what one has said by the arrows, but not into the middle of a text', async () => {
  const { user } = openWorkspace(backend);
  backend.put(
    ...turn(1),
    ...turn(2),
    message({ id: 'foreign-1', authorId: 'otto', content: 'Not mine', status: 'done' }),
  );
  await screen.findByText('Done 2');
  const field = await composer();
  await user.type(field, '{ArrowUp}');
  expect(field.value).toBe('Ask 2');
  await user.type(field, '{ArrowUp}{ArrowUp}');
  expect(field.value).toBe('Ask 1');
  await user.type(field, '{ArrowDown}');
  expect(field.value).toBe('Ask 2');
  await user.type(field, '{ArrowDown}');
  expect(field.value).toBe('');
  await user.type(field, 'Something new{ArrowUp}');
  expect(field.value).toBe('Something new');
});

it('keeps what was typed for the next time the project is opened', async () => {
  const { user } = openWorkspace(backend);
  await user.type(await composer(), 'Half a sent');
  expect(localStorage.getItem(`storydream.draft.${LENA.uid}.${PROJECT}`)).toBe('Half a sent');
  await user.type(await composer(), 'ence{Enter}');
  expect(localStorage.getItem(`storydream.draft.${LENA.uid}.${PROJECT}`)).toBeNull();
  expect(backend.sent).toHaveLength(1);
});

it('goes back to before a message that is said otherwise, and keeps what came after as a branch', async () => {
  backend.checkpoints = [
    checkpoint({ sha: '3'.repeat(40), parent: '2'.repeat(40), turnId: 'turn-0002', createdAt: at(5) }),
    checkpoint({ sha: '2'.repeat(40), parent: '1'.repeat(40), turnId: 'turn-0001', createdAt: at(3) }),
    checkpoint({ sha: '1'.repeat(40), createdAt: at(0) }),
  ];
  const { user } = openWorkspace(backend);
  backend.put(...turn(1), ...turn(2));
  const mine = await screen.findByText('Ask 2');
  const article = mine.closest('article') as HTMLElement;
  await user.click(within(article).getByRole('button', { name: 'Edit and ask again' }));
  const form = screen.getByRole('form', { name: 'Edit and ask again' });
  const field = within(form).getByRole('textbox');
  await user.clear(field);
  await user.type(field, 'Ask otherwise');
  backend.refusals.restoreCheckpoint = problem(503, 'unavailable', 'Not now.');
  await user.click(within(form).getByRole('button', { name: 'Go back and ask' }));
  expect(await screen.findByText('We couldn’t go back. Not now.')).toBeTruthy();
  expect(backend.sent).toEqual([]);
  await user.type(field, '{Enter}');
  await waitFor(() => expect(backend.sent.map(({ content }) => content)).toEqual(['Ask otherwise']));
  expect(backend.calls).toEqual(['branch Before “Ask 2” at 3', 'branch Before “Ask 2” at 3', 'restore 2']);
  expect(screen.queryByRole('form', { name: 'Edit and ask again' })).toBeNull();
});

it('only sends when nothing has changed since, and lets nobody edit what others said or while it works', async () => {
  backend.checkpoints = [checkpoint({ sha: '1'.repeat(40), createdAt: at(0) })];
  const { user } = openWorkspace(backend);
  backend.put(...turn(1), message({ id: 'foreign-1', authorId: 'otto', content: 'Not mine', status: 'done' }));
  await screen.findByText('Not mine');
  const [edit, ...others] = screen.getAllByRole('button', { name: 'Edit and ask again' });
  expect(others).toEqual([]);
  await user.click(edit as HTMLElement);
  await user.type(within(screen.getByRole('form')).getByRole('textbox'), ' please{Enter}');
  await waitFor(() => expect(backend.sent.map(({ content }) => content)).toEqual(['Ask 1 please']));
  expect(backend.calls).toEqual([]);
  backend.put(message({ id: 'asked-0009', status: 'running', turnId: 'turn-0009' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Edit and ask again' })).toBeNull());
});

it('opens what a step changed, and leads from there to the file and to all changes', async () => {
  const sha = 'c'.repeat(40);
  const changed = [
    { kind: 'removed' as const, text: 'const title = "Slow";' },
    { kind: 'added' as const, text: 'const title = "Night";' },
  ];
  const hunk = { oldStart: 3, oldLines: 1, newStart: 3, newLines: 1, lines: changed };
  const file = { path: 'src/A.tsx', status: 'changed' as const, additions: 1, deletions: 1, hunks: [hunk] };
  const diff: VersionDiff = { sha, against: 'b'.repeat(40), files: [file], additions: 1, deletions: 1 };
  backend.diffs = { [sha]: diff };
  const { user, address } = openWorkspace(backend);
  const actions = [{ type: 'file_edit' as const, filePath: 'src/A.tsx', summary: 'Edited src/A.tsx' }];
  backend.put(...turn(1, { actions, checkpointSha: sha }));
  const step = await screen.findByRole('button', { name: /^Edited/ });
  expect(await within(step).findByText('+1')).toBeTruthy();
  await user.click(step);
  const lines = await screen.findByRole('region', { name: 'src/A.tsx, line 3' }, { timeout: 25_000 }); // loaded when it is first wanted
  expect(lines.textContent).toContain('const title = "Night";');
  await user.click(screen.getByRole('button', { name: 'Open the file' }));
  expect(address()).toContain('view=code&file=src%2FA.tsx');
});
