import { slugOf } from './versions';

/** The command that clones a project over HTTPS into a folder of its name. */
export function cloneCommand(origin: string, projectId: string, projectName: string): string {
  return `git clone ${origin}/git/${projectId}.git ${slugOf(projectName)}`;
}
