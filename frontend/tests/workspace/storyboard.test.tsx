import { configure, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileEdits } from '@/api/routes';
import { type Files, moveScene, trimScene } from '@/lib/scenes';
import { LENA } from '../fakes';
import { withEdit } from '../lib/scenes/read';
import { template } from '../lib/scenes/templates';
import { EventsServer } from './events-server';
import { checkpoint, FakeBackend, message, openWorkspace, problem } from './open-workspace';

const FIRST = 'a'.repeat(40);
const MOVED = problem(409, 'head_moved', 'Somebody was first.');

// Each edit parses the video a few times: on a busy machine that takes its time.
configure({ asyncUtilTimeout: 20_000 });
vi.setConfig({ testTimeout: 90_000 });

let server: EventsServer;
let backend: FakeBackend;
/** What each version holds, and the newest. */
let versions: Map<string, Files>;
let head: string;
let posted: FileEdits[];

// The parser and the tab are chunks of their own: read once, before anybody waits for them.
beforeAll(async () => {
  await Promise.all([import('@/features/storyboard/storyboard-panel'), import('@/features/storyboard/edit-notices')]);
}, 120_000);
beforeEach(async () => {
  server = await EventsServer.start();
  backend = new FakeBackend(server);
  serve(template('product-launch'));
});
afterEach(() => server.close());

/** An edge that keeps versions as the real one does. */
function serve(files: Files) {
  versions = new Map([[FIRST, files]]);
  head = FIRST;
  posted = [];
  Object.assign(backend.otherwise, {
    listFiles: async (_project: string, sha = head) => ({
      sha,
      items: Object.keys(versions.get(sha) ?? {}).map((path) => ({ path, size: 1, binary: false })),
    }),
    readFile: async (_project: string, path: string, sha: string) => versions.get(sha)?.[path] ?? '',
    editFiles: async (_project: string, edits: FileEdits) => {
      posted.push(edits);
      if (edits.expectedHead !== head) throw MOVED;
      return commit(withFiles(versions.get(head) ?? {}, edits), edits.summary);
    },
  } satisfies FakeBackend['otherwise']);
}

function withFiles(files: Files, edits: FileEdits): Files {
  const changed = edits.files.map(({ path, content }) => [path, content] as const);
  return Object.fromEntries(
    Object.entries({ ...files, ...Object.fromEntries(changed) }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    ),
  );
}

function commit(files: Files, summary = 'Elsewhere') {
  const sha = String(versions.size).repeat(40);
  versions.set(sha, files);
  const made = checkpoint({ sha, parent: head, summary });
  head = sha;
  return made;
}

const code = () => versions.get(head)?.['src/MyVideo.tsx'] ?? '';
const names = () => screen.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent);

async function openStoryboard() {
  const opened = openWorkspace(backend, '?view=storyboard');
  await screen.findByRole('heading', { name: 'Teaser', level: 3 });
  return opened;
}

describe('the storyboard', () => {
  it('stores a text once it is finished, shows it at once, and takes it back', async () => {
    const { user } = await openStoryboard();
    await user.click(screen.getByRole('button', { name: 'Show and edit Teaser' }));
    const field = await screen.findByLabelText('Emphasis');
    await user.clear(field);
    await user.type(field, 'you love.');
    expect(posted).toEqual([]);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(code()).toContain('emphasis="you love."'));
    expect(posted).toMatchObject([{ expectedHead: FIRST, summary: 'Set Emphasis of “Teaser” to “you love.”' }]);
    expect(posted[0]?.files.map(({ path }) => path)).toEqual(['src/MyVideo.tsx']);
    const undo = await screen.findByRole('button', { name: 'Undo' });
    await waitFor(() => user.click(undo)); // not while the edit is still being stored
    await waitFor(() => expect(code()).toContain('emphasis="you are in."'));
    expect(posted[1]).toMatchObject({ expectedHead: '1'.repeat(40) });
    await waitFor(() => expect(screen.getByLabelText<HTMLTextAreaElement>('Emphasis').value).toBe('you are in.'));
  });

  it('leaves everything as it was on Esc, and where nothing is different', async () => {
    const { user } = await openStoryboard();
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Length in seconds: Reveal' });
    expect(field.value).toBe('3');
    await user.clear(field);
    await user.type(field, '9{Escape}');
    expect(field.value).toBe('3');
    await user.clear(field);
    await user.type(field, '3.01{Enter}');
    await waitFor(() => expect(field.value).toBe('3'));
    expect(posted).toEqual([]);
  });

  it('makes its edit on top of what others did meanwhile', async () => {
    const { user } = await openStoryboard();
    const files = versions.get(head) ?? {};
    commit(withEdit(files, trimScene(files, 0, 90)));
    await user.click(screen.getByRole('button', { name: 'More for Finale' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Duplicate' }));
    await waitFor(() => expect(names()).toEqual(['Teaser', 'Reveal', 'Features', 'Finale', 'Finale 2']));
    expect(posted.map(({ expectedHead }) => expectedHead[0])).toEqual(['a', '1']);
    expect(code()).toContain('name="Reveal" from={90}');
    expect(code()).toContain('name="Finale 2" from={375}');
  });

  it('refuses an edit of scenes that stand elsewhere by now', async () => {
    const { user } = await openStoryboard();
    const files = versions.get(head) ?? {};
    commit(withEdit(files, moveScene(files, 3, 0)));
    await user.click(screen.getByRole('button', { name: 'More for Reveal' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    expect(await screen.findByText(/The scenes have changed meanwhile/)).toBeTruthy();
    expect(versions.size).toBe(2);
    expect(names()).toEqual(['Teaser', 'Reveal', 'Features', 'Finale']);
  });

  it('says what wasn’t stored, and tries it again', async () => {
    const { user } = await openStoryboard();
    backend.refusals.editFiles = problem(503, 'unavailable', 'We couldn’t save just now.');
    await user.click(screen.getByRole('button', { name: 'More for Teaser' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Move later' }));
    expect(await screen.findByText(/Nothing was changed. We couldn’t save just now./)).toBeTruthy();
    expect(names()).toEqual(['Teaser', 'Reveal', 'Features', 'Finale']);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(names()).toEqual(['Reveal', 'Teaser', 'Features', 'Finale']));
    await waitFor(() => expect(code()).toContain('name="Reveal" from={0}'));
    expect(screen.queryByText(/We couldn’t save just now/)).toBeNull();
  });

  it('locks a scene in the brief, which then stays as it is', async () => {
    const { user } = await openStoryboard();
    await user.click(screen.getByRole('button', { name: 'More for Reveal' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Lock' }));
    await waitFor(() => expect(versions.get(head)?.['BRIEF.md']).toMatch(/## Locked scenes\n- Reveal/));
    const [, reveal] = screen
      .getAllByRole('listitem')
      .filter((item) => within(item).queryByRole('heading', { level: 3 }));
    await within(reveal as HTMLElement).findByLabelText('Locked');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Length in seconds: Reveal' }).readOnly).toBe(true);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Move Reveal' }).disabled).toBe(true);
  });

  it('waits while a turn runs', async () => {
    await openStoryboard();
    backend.put(message({ id: 'message-1', status: 'running', turnId: 'turn-one' }));
    server.emit('turn.state', { turnId: 'turn-one', messageId: 'message-1', state: 'running' });
    expect(await screen.findByText(/You can edit again when it is done/)).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Length in seconds: Reveal' }).readOnly).toBe(true);
    server.emit('turn.state', { turnId: 'turn-one', messageId: 'message-1', state: 'done' });
    await waitFor(() => expect(screen.queryByText(/You can edit again when it is done/)).toBeNull());
  });

  it('is for a viewer to look at', async () => {
    const others = { members: { [LENA.uid]: 'viewer', somebody: 'owner' } as const, memberIds: [LENA.uid, 'somebody'] };
    backend = new FakeBackend(server, { project: { ...others, userId: 'somebody' } });
    serve(template('product-launch'));
    const { user } = await openStoryboard();
    expect(screen.getByText('You can look, but not change this video.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show and edit Teaser' }));
    expect((await screen.findByLabelText<HTMLTextAreaElement>('Emphasis')).readOnly).toBe(true);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Pick Accent' }).disabled).toBe(true);
  });

  it('says why a video can’t be shown so, and where', async () => {
    serve({ ...template('product-launch'), 'src/MyVideo.tsx': 'export const MyVideo = () => (\n  <div>\n' });
    const { user, address } = openWorkspace(backend, '?view=storyboard');
    expect(await screen.findByText('src/MyVideo.tsx has a mistake in line 2.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Open the code' }));
    expect(address()).toMatch(/view=code&file=src%2FMyVideo.tsx&line=2/);
  });
});
