import { createContext, useContext } from 'react';
import type { Project } from '@/api/types.generated';
import { useAccount } from '@/hooks/use-auth';
import { useOtherWriter } from '@/hooks/use-presence';
import { mayEdit, roleOf } from '@/lib/roles';

/** The project whose workspace is shown, live. */
export const ProjectContext = createContext<Project | null>(null);

export function useOpenProject(): Project {
  const project = useContext(ProjectContext);
  if (!project) throw new Error('useOpenProject needs <ProjectContext>');
  return project;
}

/** May the signed-in person change it now? Not while somebody else who is here has the pen. */
export function useCanEdit(): boolean {
  const role = roleOf(useOpenProject(), useAccount().uid);
  return useOtherWriter() === null && mayEdit(role);
}
