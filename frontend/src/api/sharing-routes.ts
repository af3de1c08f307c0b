import { answered, type Edge } from '@/api/client';
import type { Page } from '@/api/routes';
import type {
  AccessRequest,
  Invite,
  Member,
  Pen,
  Project,
  ReceivedInvite,
  Watched,
  WatchLink,
} from '@/api/types.generated';

type GivenRole = Invite['role'];

/** Asking for the pen of an open project, keeping it, or giving it to somebody. */
export type PenWish = { action: 'ask' } | { action: 'keep' } | { action: 'give'; to: string };

/** Who may open a project, who is to be let in, and who watches by a link. */
export function createSharingRoutes(edge: Edge) {
  return {
    /** The owner first; e-mail addresses are told to the owner only. */
    listMembers: (id: string, signal?: AbortSignal) =>
      answered<Page<Member>>(edge.GET('/api/projects/{project_id}/members', { ...of(id), signal })),
    changeMember: (id: string, uid: string, role: GivenRole) =>
      answered<Member>(edge.PUT('/api/projects/{project_id}/members/{uid}', { ...person(id, uid), body: { role } })),
    removeMember: (id: string, uid: string) =>
      answered<void>(edge.DELETE('/api/projects/{project_id}/members/{uid}', person(id, uid))),
    leaveProject: (id: string) =>
      answered<void>(edge.DELETE('/api/projects/{project_id}/members/{uid}', person(id, 'me'))),

    listInvites: (id: string, signal?: AbortSignal) =>
      answered<Page<Invite>>(edge.GET('/api/projects/{project_id}/invites', { ...of(id), signal })),
    /** Again for the same address: the role changes. Sends no mail. */
    invite: (id: string, email: string, role: GivenRole) =>
      answered<Invite>(edge.POST('/api/projects/{project_id}/invites', { ...of(id), body: { email, role } })),
    withdrawInvite: (id: string, inviteId: string) =>
      answered<void>(
        edge.DELETE('/api/projects/{project_id}/invites/{invite_id}', {
          params: { path: { project_id: id, invite_id: inviteId } },
        }),
      ),

    /** What waits for one's own confirmed address. */
    listReceivedInvites: (signal?: AbortSignal) =>
      answered<Page<ReceivedInvite>>(edge.GET('/api/me/invites', { signal })),
    acceptInvite: (inviteId: string) =>
      answered<Project>(edge.POST('/api/me/invites/{invite_id}/accept', own(inviteId))),
    declineInvite: (inviteId: string) => answered<void>(edge.DELETE('/api/me/invites/{invite_id}', own(inviteId))),

    /** Answers the same whether or not there is such a project. 403 `email_unverified`. */
    askForAccess: (id: string, role: GivenRole, note: string | null) =>
      answered<void>(edge.POST('/api/projects/{project_id}/access-requests', { ...of(id), body: { role, note } })),
    listAccessRequests: (id: string, signal?: AbortSignal) =>
      answered<Page<AccessRequest>>(edge.GET('/api/projects/{project_id}/access-requests', { ...of(id), signal })),
    /** `role` null turns them down. */
    answerAccessRequest: (id: string, uid: string, role: GivenRole | null) =>
      answered<void>(
        edge.POST('/api/projects/{project_id}/access-requests/{uid}', {
          ...person(id, uid),
          body: role ? { role } : { deny: true },
        }),
      ),

    /** The project's one watch link, or none. */
    listLinks: (id: string, signal?: AbortSignal) =>
      answered<Page<WatchLink>>(edge.GET('/api/projects/{project_id}/links', { ...of(id), signal })),
    makeLink: (id: string) => answered<WatchLink>(edge.POST('/api/projects/{project_id}/links', of(id))),
    revokeLink: (id: string) => answered<void>(edge.DELETE('/api/projects/{project_id}/links', of(id))),
    /** Public. 404 `link_revoked` or `link_not_found`. */
    watch: (token: string, signal?: AbortSignal) =>
      answered<Watched>(edge.GET('/api/watch/{token}', { params: { path: { token } }, signal })),

    passPen: (id: string, wish: PenWish) =>
      answered<Pen>(edge.POST('/api/projects/{project_id}/takeover', { ...of(id), body: wish })),
  };
}

function of(id: string) {
  return { params: { path: { project_id: id } } };
}

function person(id: string, uid: string) {
  return { params: { path: { project_id: id, uid } } };
}

function own(inviteId: string) {
  return { params: { path: { invite_id: inviteId } } };
}
