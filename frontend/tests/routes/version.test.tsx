import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PictureState } from '@/api/types.generated';
import { Floats } from '@/routes/floats';
import { VersionPage } from '@/routes/version';
import { mount } from '../mount';
import { EventsServer } from '../workspace/events-server';
import { checkpoint, FakeBackend } from '../workspace/open-workspace';

const [FIRST, SECOND] = ['a'.repeat(40), 'b'.repeat(40)];
let server: EventsServer;
let backend: FakeBackend;
let player: PictureState;

beforeEach(async () => {
  server = await EventsServer.start();
  player = { state: 'building' };
  backend = new FakeBackend(server, { project: { currentCommitSha: SECOND } });
  backend.checkpoints = [
    checkpoint({ sha: SECOND, parent: FIRST, summary: 'Thicker mist' }),
    checkpoint({ sha: FIRST, summary: 'Blue sky', name: 'Sent to the client' }),
  ];
  backend.otherwise.askPlayer = async () => player;
});

afterEach(() => server.close());

function open(sha: string) {
  const pages = [
    { path: '/projects/:projectId/v/:sha', Component: VersionPage },
    { path: '*', element: null },
  ];
  return mount([{ Component: Floats, children: pages }], `/projects/project-0001/v/${sha}`, backend.services);
}

describe('a version’s own page', () => {
  it('says what it is and waits for its player, without opening the project', async () => {
    open(FIRST);
    expect(await screen.findByRole('heading', { name: 'Blue sky' })).toBeTruthy();
    expect(screen.getByText('Sent to the client')).toBeTruthy();
    expect(await screen.findByText('Getting this version ready')).toBeTruthy();
    expect(document.querySelector('iframe')).toBeNull();
    expect(screen.getByRole('link', { name: 'Back to now' }).getAttribute('href')).toBe('/projects/project-0001');
  });

  it('plays it in a frame that has no origin', async () => {
    player = { state: 'ready', url: '/players/signed/' };
    open(FIRST);
    await waitFor(() => expect(document.querySelector('iframe')).toBeTruthy());
    const frame = document.querySelector('iframe');
    expect(frame?.getAttribute('sandbox')).toBe('allow-scripts');
    expect(frame?.getAttribute('src')).toBe('/players/signed/');
  });

  it('says why it can’t be played, and tries again', async () => {
    player = { state: 'failed', problem: 'src/Root.tsx: Unexpected token' };
    const { user } = open(FIRST);
    expect(await screen.findByText(/Unexpected token/)).toBeTruthy();
    player = { state: 'ready', url: '/players/signed/' };
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(document.querySelector('iframe')).toBeTruthy());
  });

  it('is restored from there, which leads back to the project', async () => {
    const { user, address } = open(FIRST);
    await user.click(await screen.findByRole('button', { name: 'Restore' }));
    await waitFor(() => expect(address()).toBe('/projects/project-0001'));
    expect(backend.calls).toContain('restore a');
  });

  it('offers no way back to what is now already', async () => {
    open(SECOND);
    expect(await screen.findByRole('heading', { name: 'Thicker mist' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Restore' })).toBeNull();
  });

  it('says so when there is no such version', async () => {
    open('9'.repeat(40));
    expect(await screen.findByRole('heading', { name: 'This version isn’t here' })).toBeTruthy();
  });
});
