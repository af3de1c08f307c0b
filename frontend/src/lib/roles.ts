import type { Invite, Member, Project } from '@/api/types.generated';

export type Role = Member['role'];
/** What an owner may give. */
export type GivenRole = Invite['role'];

/** The role that this user has in the project; null for a stranger, and for one who was removed. */
export function roleOf(project: Pick<Project, 'userId' | 'members'>, uid: string): Role | null {
  return project.userId === uid ? 'owner' : (project.members[uid] ?? null);
}

/** May they talk to the agent and change the video? */
export function mayEdit(role: Role | null): boolean {
  return role === 'owner' || role === 'editor';
}
