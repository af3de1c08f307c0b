import { createContext, useContext } from 'react';
import type { Project } from '@/api/types.generated';
import { useAccount } from '@/hooks/use-auth';

/** The project whose workspace is shown, live. */
export const ProjectContext = createContext<Project | null>(null);

export function useOpenProject(): Project {
  const project = useContext(ProjectContext);
  if (!project) throw new Error('useOpenProject needs <ProjectContext>');
  return project;
}

/** May the signed-in person change it? */
export function useCanEdit(): boolean {
  const role = useOpenProject().members[useAccount().uid];
  return role === 'owner' || role === 'editor';
}
