import { createBrowserRouter, type RouteObject } from 'react-router';
import { CrashPage } from './crash';
import { Loading } from './loading';
import { NotFoundPage } from './not-found';
import { Root } from './root';
import { SignedIn } from './signed-in';

/** Every page and its file; each page is a chunk of its own. */
export const routes: RouteObject[] = [
  {
    Component: Root,
    ErrorBoundary: CrashPage,
    HydrateFallback: Loading,
    children: [
      { path: '/', lazy: async () => ({ Component: (await import('./landing')).LandingPage }) },
      {
        lazy: async () => ({ Component: (await import('./floats')).Floats }),
        children: [
          { path: '/sign-in', lazy: async () => ({ Component: (await import('./sign-in')).SignInPage }) },
          { path: '/watch/:token', lazy: async () => ({ Component: (await import('./watch')).WatchPage }) },
          {
            Component: SignedIn,
            children: [
              {
                lazy: async () => ({ Component: (await import('./dashboard')).DashboardLayout }),
                children: [
                  { path: '/projects', lazy: async () => ({ Component: (await import('./projects')).ProjectsPage }) },
                  {
                    path: '/projects/shared',
                    lazy: async () => ({ Component: (await import('./shared')).SharedPage }),
                  },
                  { path: '/projects/trash', lazy: async () => ({ Component: (await import('./trash')).TrashPage }) },
                  { path: '/settings', lazy: async () => ({ Component: (await import('./settings')).SettingsPage }) },
                ],
              },
              {
                path: '/invites/:inviteId',
                lazy: async () => ({ Component: (await import('./invite')).InvitePage }),
              },
              {
                path: '/projects/:projectId',
                lazy: async () => ({ Component: (await import('./workspace')).WorkspacePage }),
              },
              {
                path: '/projects/:projectId/v/:sha',
                lazy: async () => ({ Component: (await import('./version')).VersionPage }),
              },
            ],
          },
        ],
      },
      { path: '*', Component: NotFoundPage },
    ],
  },
];

export function createRouter() {
  return createBrowserRouter(routes);
}
