import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PenWish } from '@/api/sharing-routes';
import type { Invite, Member } from '@/api/types.generated';
import { EventsServer } from './events-server';
import { FakeBackend, openWorkspace, problem } from './open-workspace';

const LENA = { uid: 'lena-uid', role: 'owner', name: 'Lena' };
const MIKA = { uid: 'mika-uid', role: 'editor', name: 'Mika' };
const MEMBERS = { 'lena-uid': 'owner', 'mika-uid': 'editor' } as const;

let server: EventsServer;
let backend: FakeBackend;
let wishes: PenWish[];

beforeEach(async () => {
  server = await EventsServer.start();
  backend = new FakeBackend(server, { project: { members: MEMBERS } });
  wishes = [];
  const people: Member[] = [
    { ...LENA, role: 'owner', email: 'lena@example.org' },
    { ...MIKA, role: 'editor' },
  ];
  Object.assign(backend.otherwise, {
    listMembers: async () => ({ items: people }),
    listInvites: async () => ({ items: [] }),
    listAccessRequests: async () => ({ items: [] }),
    listLinks: async () => ({ items: [] }),
    passPen: async (_project: string, wish: PenWish) => {
      wishes.push(wish);
      return { writer: MIKA.uid, asking: [] };
    },
  });
});
afterEach(() => server.close());

const here = (writer: string, asking: string[] = []) =>
  server.emit('presence', { people: [LENA, MIKA], writer, asking });

describe('while somebody else has the pen', () => {
  it('is watched, and one may ask to take over', async () => {
    const { user } = openWorkspace(backend);
    await screen.findByRole('textbox', { name: 'Message' });
    here(MIKA.uid);
    expect(await screen.findByText('Mika is editing. You can watch, live.')).toBeTruthy();
    expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Ask to take over' }));
    expect(wishes).toEqual([{ action: 'ask' }]);
    here(MIKA.uid, [LENA.uid]);
    expect(await screen.findByText('You asked Mika to let you take over.')).toBeTruthy();
    here(MIKA.uid);
    expect(await screen.findByText('Mika would like to finish first.')).toBeTruthy();
    here(LENA.uid);
    expect(await screen.findByRole('textbox', { name: 'Message' })).toBeTruthy();
    expect(screen.queryByText(/would like to finish/)).toBeNull();
  });

  it('binds nobody once they may only watch, or are gone', async () => {
    openWorkspace(backend);
    await screen.findByRole('textbox', { name: 'Message' });
    here(MIKA.uid);
    await screen.findByText('Mika is editing. You can watch, live.');
    server.emit('presence', { people: [LENA], writer: MIKA.uid, asking: [] });
    expect(await screen.findByRole('textbox', { name: 'Message' })).toBeTruthy();
    server.emit('presence', { people: [LENA, { ...MIKA, role: 'viewer' }], writer: MIKA.uid, asking: [] });
    expect(await screen.findByRole('button', { name: '2 people here now' })).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'Message' })).toBeTruthy();
  });
});

describe('who has the pen', () => {
  it('is asked for it, and keeps or gives it', async () => {
    const { user } = openWorkspace(backend);
    here(LENA.uid, [MIKA.uid]);
    expect(await screen.findByText('Mika asks to take over.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Keep editing' }));
    await user.click(screen.getByRole('button', { name: 'Let them' }));
    expect(wishes).toEqual([{ action: 'keep' }, { action: 'give', to: MIKA.uid }]);
  });
});

describe('the share dialog', () => {
  it('invites an address, and says why it could not', async () => {
    const waiting: Invite[] = [];
    Object.assign(backend.otherwise, {
      listInvites: async () => ({ items: [...waiting] }),
      invite: async (projectId: string, email: string, role: Invite['role']) => {
        if (email === 'lena@example.org') throw problem(409, 'already_member', 'They are in this project already.');
        const invite = {
          id: 'invite-0001',
          projectId,
          email,
          role,
          invitedBy: LENA.uid,
          createdAt: new Date().toISOString(),
        };
        waiting.push(invite);
        return invite;
      },
    });
    const { user } = openWorkspace(backend);
    await user.click(await screen.findByRole('button', { name: 'Share' }));
    const dialog = await screen.findByRole('dialog', { name: 'Share Slow Coast' });
    const address = within(dialog).getByLabelText('Add people by e-mail');
    await user.type(address, 'lena@example.org{Enter}');
    expect(await within(dialog).findByText('Nobody was invited. They are in this project already.')).toBeTruthy();
    await user.clear(address);
    await user.type(address, 'tove@example.org{Enter}');
    expect(await within(dialog).findByText('invited just now')).toBeTruthy();
    expect(within(dialog).getByText(/opens for tove@example.org only/)).toBeTruthy();
  });

  it('shows who is there to who doesn’t own the project, and lets them leave', async () => {
    backend = new FakeBackend(server, { project: { userId: MIKA.uid, members: { ...MEMBERS, 'lena-uid': 'viewer' } } });
    const left: string[] = [];
    Object.assign(backend.otherwise, {
      listMembers: async () => ({
        items: [
          { ...MIKA, role: 'owner' },
          { ...LENA, role: 'viewer' },
        ],
      }),
      leaveProject: async (id: string) => void left.push(id),
    });
    const { user, address } = openWorkspace(backend);
    expect(await screen.findByText(/ask Mika for the right to edit/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Share' }));
    const dialog = await screen.findByRole('dialog', { name: 'People in this project' });
    expect(within(dialog).queryByLabelText('Add people by e-mail')).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Leave this project' }));
    await user.click(await screen.findByRole('button', { name: 'Leave' }));
    expect(left).toEqual(['project-0001']);
    expect(address()).toBe('/projects/shared');
  });
});
