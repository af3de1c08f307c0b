import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileDiff, versionDiff } from '../lib/make-diff';
import { EventsServer } from './events-server';
import { checkpoint, FakeBackend, openWorkspace, problem } from './open-workspace';

let server: EventsServer;
let backend: FakeBackend;

const [FIRST, SECOND, THIRD] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
const project = { currentCommitSha: THIRD };

beforeEach(async () => {
  server = await EventsServer.start();
  backend = new FakeBackend(server, { project });
  backend.checkpoints = [
    checkpoint({ sha: THIRD, parent: SECOND, summary: 'Blue sky\n\nAnd a longer story.', authorId: 'lena-uid' }),
    checkpoint({
      sha: SECOND,
      parent: FIRST,
      summary: 'Warmer light',
      authorName: 'StoryDream Agent',
      turnId: 'turn-1',
    }),
    checkpoint({ sha: FIRST, parent: null, summary: 'Start of the project', authorName: 'StoryDream' }),
  ];
  const [before, after] = ['<Title title="Hello" />', '<Title title="Hi there" />'];
  backend.diffs[THIRD] = versionDiff(fileDiff('src/MyVideo.tsx', before, after));
});
afterEach(() => server.close());

const row = (name: RegExp) => screen.findByRole('button', { name });
const detail = (name: RegExp) => screen.findByRole('article', { name });
const reads = (word: string) => backend.reads.filter((call) => call.startsWith(word));

async function menu(user: ReturnType<typeof openWorkspace>['user'], of: string, item: string | RegExp) {
  const [button] = await screen.findAllByRole('button', { name: `More for ${of}` });
  if (!button) throw new Error('no menu');
  await user.click(button);
  await user.click(await screen.findByRole('menuitem', { name: item }));
}

describe('the history', () => {
  it('lists versions with who made them, and shows what the newest one changed', async () => {
    openWorkspace(backend, '?view=history');
    expect(await row(/^Blue sky .*now.*ccccccc.*Lena/)).toBeTruthy();
    expect(await row(/^Warmer light .*by StoryDream/)).toBeTruthy();
    const newest = await detail(/^Blue sky/);
    expect(await within(newest).findByText('“Hi there”')).toBeTruthy();
    expect(within(newest).getByText('Title text')).toBeTruthy();
    expect(within(newest).getByText('And a longer story.')).toBeTruthy();
    expect(within(newest).queryByRole('button', { name: 'Restore' })).toBeNull();
    expect(reads('diff')).toEqual(['diff c b']);
  });

  it('is read without a pod', async () => {
    backend.session = { sessionId: null, state: 'queued', step: 'Waiting' };
    openWorkspace(backend, '?view=history');
    expect(await row(/^Warmer light/)).toBeTruthy();
  });

  it('moves its selection with the arrow keys, and Enter goes into the version', async () => {
    const { user, address } = openWorkspace(backend, '?view=history');
    const newest = await row(/^Blue sky/);
    newest.focus();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(await row(/^Warmer light/));
    expect(address()).toContain(`version=${SECOND}`);
    expect(await detail(/Warmer light/)).toBeTruthy();
    await user.keyboard('{End}');
    expect(document.activeElement).toBe(await row(/^Start of the project/));
    expect(await screen.findByText(/This is where it began/)).toBeTruthy();
    await user.keyboard('{ArrowUp}{Enter}');
    await waitFor(async () => expect((await detail(/Warmer light/)).contains(document.activeElement)).toBe(true));
  });

  it('shows the version of a link, also one that isn’t in the part of the list that was read', async () => {
    backend.pageSize = 1;
    openWorkspace(backend, `?view=history&version=${FIRST}`);
    expect(await detail(/Start of the project/)).toBeTruthy();
  });

  it('says when the version of a link isn’t there', async () => {
    const { user } = openWorkspace(backend, `?view=history&version=${'9'.repeat(40)}`);
    expect(await screen.findByText('This version isn’t here')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'All versions' }));
    expect(await detail(/Blue sky/)).toBeTruthy();
  });

  it('reads older versions when asked, and says when that fails', async () => {
    backend.pageSize = 2;
    const { user } = openWorkspace(backend, '?view=history');
    const more = await screen.findByRole('button', { name: 'Show older versions' });
    backend.refusals.listCheckpoints = problem(403, 'forbidden', 'Not for you.');
    await user.click(more);
    expect(await screen.findByText('Not for you.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await row(/^Start of the project/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show older versions' })).toBeNull();
  });

  it('reads on by itself while its end is in sight', async () => {
    class AlwaysInSight extends IntersectionObserver {
      constructor(private readonly seen: IntersectionObserverCallback) {
        super(seen);
      }
      override observe() {
        queueMicrotask(() => this.seen([{ isIntersecting: true } as IntersectionObserverEntry], this));
      }
    }
    vi.stubGlobal('IntersectionObserver', AlwaysInSight);
    backend.pageSize = 1;
    openWorkspace(backend, '?view=history');
    expect(await row(/^Start of the project/)).toBeTruthy();
    vi.unstubAllGlobals();
    expect(reads('list')).toEqual(['list', `list ${SECOND}`, `list ${FIRST}`]);
  });

  it('can be narrowed to the versions that have a name', async () => {
    backend.checkpoints = backend.checkpoints.map((one) => (one.sha === SECOND ? { ...one, name: 'For Mika' } : one));
    const { user } = openWorkspace(backend, '?view=history');
    await row(/^Blue sky/);
    await user.click(screen.getByRole('button', { name: 'Named only' }));
    expect(screen.queryByRole('button', { name: /^Blue sky/ })).toBeNull();
    expect(await row(/^Warmer light.*For Mika/)).toBeTruthy();
  });

  it('teaches what it is for while it is empty', async () => {
    backend.checkpoints = [];
    openWorkspace(backend, '?view=history');
    expect(await screen.findByText('No versions yet')).toBeTruthy();
  });

  it('says when it can’t be read', async () => {
    backend.refusals.listCheckpoints = problem(403, 'forbidden', 'Not for you.');
    const { user } = openWorkspace(backend, '?view=history');
    expect(await screen.findByText('We couldn’t read the history')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await row(/^Blue sky/)).toBeTruthy();
  });

  it('takes in what others add, and keeps what was read further down', async () => {
    backend.pageSize = 2;
    const { user } = openWorkspace(backend, '?view=history');
    await user.click(await screen.findByRole('button', { name: 'Show older versions' }));
    await row(/^Start of the project/);
    const pushed = checkpoint({ sha: 'd'.repeat(40), parent: THIRD, summary: 'Pushed by Mika', authorName: 'Mika' });
    backend.checkpoints = [pushed, ...backend.checkpoints];
    server.emit('checkpoint', { sha: pushed.sha, parent: THIRD, summary: 'Pushed by Mika' });
    expect(await row(/^Pushed by Mika/)).toBeTruthy();
    expect(screen.getByRole('button', { name: /^Start of the project/ })).toBeTruthy();
    expect(reads('list')).toEqual(['list', `list ${FIRST}`, 'list']);
  });
});

describe('what changed', () => {
  it('can be told against now, older first', async () => {
    const { user } = openWorkspace(backend, `?view=history&version=${FIRST}`);
    await user.click(await screen.findByRole('button', { name: /^Compared with/ }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'Now' }));
    await waitFor(() => expect(reads('diff')).toContain('diff c a'));
    expect(await screen.findByText(/^From .* to now$/)).toBeTruthy();
  });

  it('is shown as code too: added and removed lines, with the words that differ', async () => {
    openWorkspace(backend, '?view=history');
    const code = await screen.findByRole('region', { name: 'src/MyVideo.tsx, line 1' });
    expect(within(code).getByText('removed:')).toBeTruthy();
    expect([...code.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['Hello', 'Hi there']);
  });

  it('can be folded away, file by file', async () => {
    const { user } = openWorkspace(backend, '?view=history');
    await user.click(await screen.findByRole('button', { name: /MyVideo\.tsx/, expanded: true }));
    expect(screen.queryByRole('region', { name: 'src/MyVideo.tsx, line 1' })).toBeNull();
  });

  it('says of a binary or a large file what it is, and offers all of it where there is more', async () => {
    backend.diffs[THIRD] = {
      ...versionDiff(
        { path: 'public/logo.png', status: 'changed', binary: true, oldSize: 2_000, newSize: 3_500_000 },
        { path: 'src/data.json', status: 'changed', tooLarge: true, oldSize: 900, newSize: 4_000_000 },
      ),
      truncated: true,
    };
    const { user } = openWorkspace(backend, '?view=history');
    expect(await screen.findByText('Not a text file, 2 KB → 3.3 MB')).toBeTruthy();
    expect(screen.getByText('Too large to be shown, 900 bytes → 3.8 MB')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Download' }));
    await waitFor(() => expect(backend.services.saved).toEqual(['slow-coast-ccccccc.zip']));
  });

  it('that can’t be told is said in its place, and can be tried again', async () => {
    backend.refusals.diffCheckpoint = problem(403, 'forbidden', 'Not for you.');
    const { user } = openWorkspace(backend, '?view=history');
    expect(await screen.findByText('We couldn’t compare them')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('“Hi there”')).toBeTruthy();
  });
});

describe('a version', () => {
  it('can be restored, and the restoring undone', async () => {
    const { user } = openWorkspace(backend, `?view=history&version=${SECOND}`);
    await user.click(await screen.findByRole('button', { name: 'Restore' }));
    expect(await detail(/^Restored “Warmer light”/)).toBeTruthy();
    expect(await row(/^Restored “Warmer light”.*now/)).toBeTruthy();
    const undo = await screen.findByRole('button', { name: 'Undo' });
    await waitFor(() => user.click(undo)); // Radix lets toasts be clicked a moment after they are there
    await waitFor(() => expect(backend.calls).toEqual(['restore b', 'restore c']));
    expect(await detail(/^Restored “Blue sky”/)).toBeTruthy();
  });

  it('that couldn’t be restored says so in its place, and is tried again', async () => {
    backend.refusals.restoreCheckpoint = problem(503, 'unavailable', 'The store is away.');
    const { user } = openWorkspace(backend, `?view=history&version=${SECOND}`);
    await user.click(await screen.findByRole('button', { name: 'Restore' }));
    const alert = await screen.findByText('Nothing was restored. The store is away.');
    expect((await detail(/Warmer light/)).contains(alert)).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(backend.calls).toEqual(['restore b']));
    await waitFor(() => expect(screen.queryByText(/Nothing was restored/)).toBeNull());
  });

  it('is named in its place; a name that another has is told there', async () => {
    backend.checkpoints = backend.checkpoints.map((one) => (one.sha === FIRST ? { ...one, name: 'Final cut' } : one));
    const { user } = openWorkspace(backend, '?view=history');
    await row(/^Blue sky/);
    await menu(user, 'Blue sky', 'Name this version…');
    const field = await screen.findByRole('textbox', { name: 'Name of this version' });
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.type(field, 'Final cut{Enter}');
    expect(await screen.findByText('Another version is called “Final cut” already.')).toBeTruthy();
    await user.clear(field);
    await user.type(field, '  For Mika {Enter}');
    expect(await row(/^Blue sky.*For Mika/)).toBeTruthy();
    expect(screen.queryByRole('textbox', { name: 'Name of this version' })).toBeNull();
    await menu(user, 'Blue sky', 'Change the name…');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('textbox', { name: 'Name of this version' })).toBeNull();
  });

  it('becomes a project of its own; a second try after a lost answer makes no second one', async () => {
    const { user, address } = openWorkspace(backend, `?view=history&version=${SECOND}`);
    const copy = await screen.findByRole('button', { name: 'Copy as new project' });
    backend.refusals.duplicateProject = problem(0, 'timeout', 'No answer yet.');
    await user.click(copy);
    expect(await screen.findByText('No copy was made. No answer yet.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(address()).not.toContain('project-0001'));
    const [made] = backend.calls;
    expect(made).toBe(`duplicate b ${address().split('/').at(-1)}`);
  });

  it('can be downloaded, and given up while it is packed', async () => {
    const { user } = openWorkspace(backend, '?view=history');
    await row(/^Blue sky/);
    await menu(user, 'Blue sky', /Download with history/);
    await waitFor(() => expect(backend.services.saved).toEqual(['slow-coast-ccccccc.bundle']));
    backend.otherwise.archive = (_id, _sha, _format, signal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    await menu(user, 'Blue sky', 'Download as zip');
    expect(await screen.findByText(/^Packing it/)).toBeTruthy();
    await user.click(within(screen.getByRole('article')).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByText(/^Packing it/)).toBeNull());
    expect(backend.services.saved).toHaveLength(1);
    expect(screen.queryByText(/Nothing was downloaded/)).toBeNull();
  });

  it('has a link and a number to take along', async () => {
    const { user } = openWorkspace(backend, '?view=history');
    await row(/^Blue sky/);
    await menu(user, 'Blue sky', 'Copy link');
    expect(await screen.findByText('Link copied')).toBeTruthy();
    expect(await navigator.clipboard.readText()).toBe(`${window.location.origin}/projects/project-0001/v/${THIRD}`);
    await menu(user, 'Blue sky', 'Copy version number');
    await waitFor(async () => expect(await navigator.clipboard.readText()).toBe(THIRD));
  });

  it('is only looked at by who may not change the project', async () => {
    act(() => backend.services.live.change('project-0001', { userId: 'other', members: { 'lena-uid': 'viewer' } }));
    const { user } = openWorkspace(backend, `?view=history&version=${SECOND}`);
    expect(await screen.findByRole('button', { name: 'Copy as new project' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Restore' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Name this version' })).toBeNull();
    const [more] = await screen.findAllByRole('button', { name: 'More for Warmer light' });
    if (more) await user.click(more);
    expect((await screen.findAllByRole('menuitem')).map((item) => item.textContent)).toEqual([
      'Play this version',
      'Copy as new project',
      'Download as zip',
      'Download with history (git)',
      'Copy link',
      'Copy version number',
    ]);
    expect(reads('rescues')).toEqual([]);
  });
});

describe('git', () => {
  it('gets the command that clones this project', async () => {
    const { user } = openWorkspace(backend, '?view=history');
    await user.click(await screen.findByRole('button', { name: 'Use git…' }));
    const command = `git clone ${window.location.origin}/git/project-0001.git slow-coast`;
    expect(await screen.findByText(command)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Copy clone command' }));
    expect(await navigator.clipboard.readText()).toBe(command);
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));
    await user.click(screen.getByRole('button', { name: 'Copy clone command' }));
    expect(await screen.findByText(/The browser doesn’t let us copy/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Access tokens' }).getAttribute('href')).toBe('/settings#tokens');
  });
});
