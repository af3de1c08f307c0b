import type { Project } from '@/api/types.generated';

export type Sort = 'opened' | 'created' | 'name';

export interface ProjectGroups {
  mine: Project[];
  shared: Project[];
  trash: Project[];
}

/** Every project in the one view it belongs to; only one's own show up in the trash. */
export function groupProjects(projects: Project[], uid: string): ProjectGroups {
  const groups: ProjectGroups = { mine: [], shared: [], trash: [] };
  for (const project of projects) {
    const own = project.userId === uid;
    if (project.deletedAt) {
      if (own) groups.trash.push(project);
    } else (own ? groups.mine : groups.shared).push(project);
  }
  groups.trash.sort((a, b) => (b.deletedAt ?? '').localeCompare(a.deletedAt ?? ''));
  return groups;
}

const COMPARE: Record<Sort, (a: Project, b: Project) => number> = {
  // One that was never opened counts from its making, so that a new project comes first.
  opened: (a, b) => (b.lastOpenedAt ?? b.createdAt).localeCompare(a.lastOpenedAt ?? a.createdAt),
  created: (a, b) => b.createdAt.localeCompare(a.createdAt),
  name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' }),
};

/** Those whose name or description has every word of `search`, in order. */
export function arrangeProjects(projects: Project[], search: string, sort: Sort): Project[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return projects
    .filter((project) => {
      const text = `${project.name} ${project.description ?? ''}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => COMPARE[sort](a, b) || a.id.localeCompare(b.id));
}
